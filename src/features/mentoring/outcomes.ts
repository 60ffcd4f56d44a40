export function mentoringForMaintainers() {}
