import { type DynamicModule, Module } from '@nestjs/common';
import { Keyring } from '@aicc-bridge/platform';
import { AiccLaunchController } from './aicc-launch/aicc-launch.controller.js';
import { LaunchesStore } from './aicc-launch/launches.store.js';
import { ViewingEventsController } from './gateway/viewing-events.controller.js';
import { LearnController } from './learn/learn.controller.js';
import { SessionController } from './learn/session.controller.js';
import { OutcomesConsumer } from './outcomes/outcomes.consumer.js';
import { OutcomesStore } from './outcomes/outcomes.store.js';
import { BootstrapAdmin, BootstrapSettings } from './people/bootstrap.provider.js';
import { Passwords } from './people/password.provider.js';
import { PeopleController } from './people/people.controller.js';
import { PeopleStore } from './people/people.store.js';
import { ReadModels } from './read-models.store.js';
import { StateConsumer } from './state.consumer.js';
import { AuthController } from './tokens/auth.controller.js';
import { Tokens } from './tokens/tokens.provider.js';

/** AU launch, sign-in, player, viewing gateway. Table of contents of the service. */
@Module({})
export class LaunchModule {
  static with(keyring: Keyring, bootstrap: BootstrapSettings): DynamicModule {
    return {
      module: LaunchModule,
      controllers: [
        AiccLaunchController,
        LearnController,
        SessionController,
        ViewingEventsController,
        AuthController,
        PeopleController,
        StateConsumer,
        OutcomesConsumer,
      ],
      providers: [
        { provide: Keyring, useValue: keyring },
        { provide: BootstrapSettings, useValue: bootstrap },
        ReadModels,
        LaunchesStore,
        OutcomesStore,
        Passwords,
        PeopleStore,
        BootstrapAdmin,
        Tokens,
      ],
    };
  }
}
