import { type DynamicModule, Module } from '@nestjs/common';
import { Keyring } from '@aicc-bridge/platform';
import { AiccLaunchController } from './aicc-launch/aicc-launch.controller.js';
import { LaunchesStore } from './aicc-launch/launches.store.js';
import { PendingLaunches } from './aicc-launch/pending.store.js';
import { RefusalsController } from './aicc-launch/refusals.controller.js';
import { RefusalsStore } from './aicc-launch/refusals.store.js';
import { PersonalData } from './erasure/erasure.store.js';
import { PersonalDataController } from './erasure/personal-data.controller.js';
import { FrameRefusals } from './frame-reports/frame-refusals.store.js';
import { FrameReportsController } from './frame-reports/frame-reports.controller.js';
import { ViewingEventsController } from './gateway/viewing-events.controller.js';
import { Housekeeping } from './housekeeping.worker.js';
import { AssetsController } from './learn/assets.controller.js';
import { CourseController } from './learn/course.controller.js';
import { LearnController } from './learn/learn.controller.js';
import { LearnPages } from './learn/learn-pages.provider.js';
import { Opening } from './learn/opening.provider.js';
import { SessionController } from './learn/session.controller.js';
import { Visits } from './learn/visits.provider.js';
import { BadgeFacts } from './outcomes/badge-facts.store.js';
import { BadgeStreams, ListenAddress } from './outcomes/badge-streams.provider.js';
import { OutcomesConsumer } from './outcomes/outcomes.consumer.js';
import { OutcomesStore } from './outcomes/outcomes.store.js';
import { BootstrapAdmin, BootstrapSettings } from './people/bootstrap.provider.js';
import { Invitations } from './people/invitations.provider.js';
import { PasswordLinkController } from './people/password-link.controller.js';
import { Passwords } from './people/password.provider.js';
import { PeopleController } from './people/people.controller.js';
import { PeopleStore } from './people/people.store.js';
import { ReadModels } from './read-models.store.js';
import { AssertionsStore } from './saml/assertions.store.js';
import { SamlController } from './saml/saml.controller.js';
import { SamlPeople } from './saml/saml-people.provider.js';
import { SamlSettings, ServiceProvider } from './saml/service-provider.provider.js';
import { OneUseStore } from './sign-in/one-use.store.js';
import { SecondFactor, SecondFactorPolicy } from './sign-in/second-factor.provider.js';
import { SignInLimiter, SignInLimits } from './sign-in/sign-in-limits.provider.js';
import { PasswordSignIn } from './sign-in/sign-in.provider.js';
import { StateConsumer } from './state.consumer.js';
import { AuthController } from './tokens/auth.controller.js';
import { SessionsStore } from './tokens/sessions.store.js';
import { SigningKeys } from './tokens/signing-keys.store.js';
import { Tokens } from './tokens/tokens.provider.js';

const LAUNCH = [PendingLaunches, LaunchesStore, RefusalsStore, FrameRefusals];
const LEARN = [Visits, Opening, LearnPages, OutcomesStore, BadgeFacts, BadgeStreams];
const PEOPLE = [Passwords, PeopleStore, BootstrapAdmin, Invitations, PersonalData];
const SIGN_IN = [OneUseStore, SignInLimiter, SecondFactor, PasswordSignIn, SessionsStore, SigningKeys, Tokens];
const SAML = [AssertionsStore, ServiceProvider, SamlPeople];

/** What the process was started with. */
export interface LaunchSettings {
  readonly keyring: Keyring;
  readonly bootstrap: BootstrapSettings;
  readonly limits: SignInLimits;
  readonly secondFactor: SecondFactorPolicy;
  readonly saml: SamlSettings;
  readonly listen: ListenAddress;
}

/** AU launch, sign-in, player, viewing gateway. Table of contents of the service. */
@Module({})
export class LaunchModule {
  static with({ keyring, bootstrap, limits, secondFactor, saml, listen }: LaunchSettings): DynamicModule {
    const settings = [
      { provide: Keyring, useValue: keyring },
      { provide: BootstrapSettings, useValue: bootstrap },
      { provide: SignInLimits, useValue: limits },
      { provide: SecondFactorPolicy, useValue: secondFactor },
      { provide: SamlSettings, useValue: saml },
      { provide: ListenAddress, useValue: listen },
    ];
    return {
      module: LaunchModule,
      controllers: [
        AiccLaunchController,
        RefusalsController,
        FrameReportsController,
        AssetsController,
        LearnController,
        CourseController,
        SessionController,
        SamlController,
        ViewingEventsController,
        AuthController,
        PasswordLinkController,
        PeopleController,
        PersonalDataController,
        StateConsumer,
        OutcomesConsumer,
      ],
      providers: [...settings, ReadModels, ...LAUNCH, ...LEARN, ...PEOPLE, ...SIGN_IN, ...SAML, Housekeeping],
    };
  }
}
