// Generated from profiles/*.yaml by "npm run generate". Do not edit.
import type { LmsProfile } from '../profile.js';

export const PROFILES: readonly LmsProfile[] = [
  {
    "id": "generic",
    "name": "Any AICC LMS",
    "wire": {
      "score": "percent",
      "completionWord": "completed",
      "timeMode": "final-only",
      "timeRetry": "same",
      "readBack": false,
      "exitSuffix": "none",
      "minIntervalSeconds": 30,
      "gapBetweenRequestsMs": 250,
      "keepAliveMinutes": 10,
      "idleLimitMinutes": 30,
      "closeAfterCompletion": false,
      "reviewRule": "hold",
      "notFoundMeaning": "ambiguous",
      "charset": "ascii"
    },
    "bundle": {
      "coursesPerBundle": 100,
      "charset": "ascii",
      "shape": "zip-of-course-zips"
    }
  },
  {
    "id": "moodle",
    "name": "Moodle",
    "wire": {
      "score": "percent",
      "completionWord": "completed",
      "timeMode": "final-only",
      "timeRetry": "same",
      "readBack": true,
      "exitSuffix": "none",
      "minIntervalSeconds": 30,
      "gapBetweenRequestsMs": 250,
      "keepAliveMinutes": 10,
      "idleLimitMinutes": 30,
      "closeAfterCompletion": false,
      "reviewRule": "hold",
      "notFoundMeaning": "ambiguous",
      "charset": "ascii"
    },
    "bundle": {
      "coursesPerBundle": 100,
      "charset": "ascii",
      "shape": "zip-of-course-zips"
    }
  }
];
