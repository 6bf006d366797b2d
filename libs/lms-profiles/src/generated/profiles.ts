// Generated from profiles/*.yaml by "npm run generate". Do not edit.
import type { LmsProfile } from '../profile.js';

export const PROFILES: readonly LmsProfile[] = [
  {
    "id": "generic",
    "name": "Any AICC LMS",
    "note": "The portable message and bundle, made of what no LMS that we know of refuses.",
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
      "notFoundMeaning": "ambiguous"
    },
    "bundle": {
      "coursesPerBundle": 100,
      "charset": "ascii",
      "shape": "zip-of-course-zips",
      "naming": "course-id",
      "masteryScore": "left-out",
      "units": "single-au"
    }
  },
  {
    "id": "chamilo",
    "name": "Chamilo 1.11",
    "note": "From its source; version 2 has no HACP any more.",
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
      "notFoundMeaning": "ambiguous"
    },
    "bundle": {
      "coursesPerBundle": 100,
      "charset": "ascii",
      "shape": "zip-of-course-zips",
      "naming": "course-id",
      "masteryScore": "left-out",
      "units": "single-au"
    }
  },
  {
    "id": "cornerstone",
    "name": "Cornerstone",
    "note": "Nothing is established about its messages (sheet §7); they are the generic ones.",
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
      "notFoundMeaning": "ambiguous"
    },
    "bundle": {
      "coursesPerBundle": 100,
      "charset": "ascii",
      "shape": "zip-of-course-zips",
      "naming": "course-id",
      "masteryScore": "left-out",
      "units": "single-au"
    }
  },
  {
    "id": "moodle",
    "name": "Moodle",
    "note": "Moodle 4.5 was recorded message by message; older ones and Totara share its code.",
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
      "notFoundMeaning": "ambiguous"
    },
    "bundle": {
      "coursesPerBundle": 100,
      "charset": "ascii",
      "shape": "zip-of-course-zips",
      "naming": "course-id",
      "masteryScore": "left-out",
      "units": "single-au"
    }
  },
  {
    "id": "oracle",
    "name": "Oracle Learning",
    "note": "Nothing is established about its messages (sheet §7); they are the generic ones.",
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
      "notFoundMeaning": "ambiguous"
    },
    "bundle": {
      "coursesPerBundle": 100,
      "charset": "ascii",
      "shape": "zip-of-course-zips",
      "naming": "course-id",
      "masteryScore": "left-out",
      "units": "single-au"
    }
  },
  {
    "id": "saba",
    "name": "Saba",
    "note": "It does not take two requests in quick succession (LinkedIn and vendor notes); nothing else of its messages is established.",
    "wire": {
      "score": "percent",
      "completionWord": "completed",
      "timeMode": "final-only",
      "timeRetry": "same",
      "readBack": false,
      "exitSuffix": "none",
      "minIntervalSeconds": 30,
      "gapBetweenRequestsMs": 1000,
      "keepAliveMinutes": 10,
      "idleLimitMinutes": 30,
      "closeAfterCompletion": false,
      "reviewRule": "hold",
      "notFoundMeaning": "ambiguous"
    },
    "bundle": {
      "coursesPerBundle": 100,
      "charset": "ascii",
      "shape": "zip-of-course-zips",
      "naming": "course-id",
      "masteryScore": "left-out",
      "units": "single-au"
    }
  },
  {
    "id": "sap-successfactors",
    "name": "SAP SuccessFactors Learning",
    "note": "From SAP notes 2152750, 2154023, 2316953, 2978409 and 3442538; not recorded.",
    "wire": {
      "score": "percent",
      "completionWord": "completed",
      "timeMode": "final-only",
      "timeRetry": "zero",
      "readBack": false,
      "exitSuffix": "none",
      "minIntervalSeconds": 30,
      "gapBetweenRequestsMs": 250,
      "keepAliveMinutes": 10,
      "idleLimitMinutes": 30,
      "closeAfterCompletion": false,
      "reviewRule": "refusal-means-review",
      "notFoundMeaning": "ambiguous"
    },
    "bundle": {
      "coursesPerBundle": 100,
      "charset": "ascii",
      "shape": "zip-of-course-zips",
      "naming": "course-id",
      "masteryScore": "left-out",
      "units": "single-au"
    }
  },
  {
    "id": "skillport",
    "name": "Skillport",
    "note": "Skillsoft publishes what its LMS wants of others (appendix 1).",
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
      "closeAfterCompletion": true,
      "reviewRule": "hold",
      "notFoundMeaning": "ambiguous"
    },
    "bundle": {
      "coursesPerBundle": 100,
      "charset": "ascii",
      "shape": "zip-of-course-zips",
      "naming": "course-id",
      "masteryScore": "left-out",
      "units": "single-au"
    }
  },
  {
    "id": "taleo",
    "name": "Oracle Taleo Learn",
    "note": "Nothing is established about its messages; they are the generic ones.",
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
      "notFoundMeaning": "ambiguous"
    },
    "bundle": {
      "coursesPerBundle": 100,
      "charset": "ascii",
      "shape": "zip-of-course-zips",
      "naming": "course-id",
      "masteryScore": "left-out",
      "units": "single-au"
    }
  },
  {
    "id": "workday",
    "name": "Workday Learning",
    "note": "Nothing is established about its messages (sheet §7); they are the generic ones. Set no mastery score there.",
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
      "notFoundMeaning": "ambiguous"
    },
    "bundle": {
      "coursesPerBundle": 100,
      "charset": "ascii",
      "shape": "zip-of-course-zips",
      "naming": "course-id",
      "masteryScore": "left-out",
      "units": "single-au"
    }
  }
];
