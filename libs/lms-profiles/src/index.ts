export { BundleProfile, type LmsProfile, WireProfile } from './profile.js';
export { profileIds, profileOf, type ProfileOf } from './profile-of.js';
