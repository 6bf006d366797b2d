import { Controller, Get } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Allow } from '@aicc-bridge/platform';

/** Who runs the bridge; a class, so that Nest can inject it. */
export class Publisher {
  constructor(
    /** as its customers know it; null = nobody has said it */
    readonly name: string | null,
  ) {}
}

@ApiTags('publisher')
@Controller('api/publisher')
export class PublisherController {
  constructor(private readonly publisher: Publisher) {}

  /** The publisher's name, as the console writes it (S36). */
  @Allow('publisher-admin', 'publisher-support', 'tenant-admin', 'tenant-viewer', 'reader')
  @Get()
  one(): { name: string | null } {
    return { name: this.publisher.name };
  }
}
