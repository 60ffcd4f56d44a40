// Every feature there is. A new one is a folder and one line here.

import { badgesFeature } from "./badges/index.ts";
import { digestFeature } from "./digest/index.ts";
import type { Feature } from "./feature.ts";
import { helpFeature } from "./help/index.ts";
import { mentoringFeature } from "./mentoring/index.ts";
import { privacyFeature } from "./privacy/index.ts";
import { requestsFeature } from "./requests/index.ts";
import { sentimentFeature } from "./sentiment/index.ts";
import { themesFeature } from "./themes/index.ts";

/** Features with something of their own to say; each may add a section to the digest. */
const contributors: readonly Feature[] = [
  sentimentFeature,
  themesFeature,
  badgesFeature,
  mentoringFeature,
  requestsFeature,
  helpFeature,
  privacyFeature,
];

export const features: readonly Feature[] = [...contributors, digestFeature(contributors)];

export type { Refresh } from "./feature.ts";
