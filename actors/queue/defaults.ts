/** What a queue is configured to when its administrator says nothing else: the numbers of the specification. */

/** `DEFAULT_CONSULTATION_TIME`: the prior service time of an appointment type that has none, in minutes. */
export const DEFAULT_SERVICE_MINUTES = 15;

export const QUEUE_DEFAULTS = {
  ordering: "arrival",
  carriesOver: false,
  capacity: null,
  waitlistCapacity: 0,
  selfJoin: false,
  isOpenToUnknown: false,
  providerIds: [],
  defaultServiceMinutes: DEFAULT_SERVICE_MINUTES,
  serviceMinutes: {},
  graceMinutes: { in_person: 15, online: 2 },
  holdMinutes: 20,
  deferPlaces: 2,
  headStartMinutes: { urgent: 30, need: 10, needsMax: 20 },
} as const;
