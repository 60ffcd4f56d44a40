export async function benchIntake(): Promise<void> {}
