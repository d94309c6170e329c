import type { components } from './schema';

// The schemas of the service's own document, under the names by which the dashboard calls them.
type Schemas = components['schemas'];

export type User = Schemas['User'];
export type Me = Schemas['Me'];
export type StorageUse = Schemas['StorageUse'];
export type Amount = Schemas['Amount'];
export type Session = Schemas['Session'];
export type Credentials = Schemas['Credentials'];
export type NewUser = Schemas['NewUser'];
export type Key = Schemas['ApiKey'];
export type NewKey = Schemas['NewKey'];
export type IssuedKey = Schemas['IssuedKey'];
export type Figure = Schemas['MachineFigure'];
export type Machine = Schemas['Machine'];
export type MachineDetail = Schemas['MachineDetail'];
export type NewMachine = Schemas['NewMachine'];
export type Preset = Schemas['MachinePreset'];
export type MachineChange = Schemas['MachineChange'];
export type HeldRectangle = Schemas['HeldRectangle'];
export type Partition = Schemas['Partition'];
export type NewPartition = Schemas['NewPartition'];
export type Bundle = Schemas['UploadedBundle'];
export type DefaultLimits = Schemas['DefaultLimits'];
export type Library = Schemas['PublishedLibrary'];
export type NewLibrary = Schemas['NewLibrary'];
export type LibraryAudience = Schemas['LibraryAudience'];
export type Trap = Schemas['RunTrap'];
export type Latency = Schemas['RunLatency'];
export type Run = Schemas['Run'];
export type Refusals = Schemas['RunRefusals'];
export type RefusedCall = Schemas['RunRefusal'];
export type RunTrace = Schemas['RunTrace'];
export type RunDisk = Schemas['RunDisk'];
export type Capabilities = Schemas['RunCapabilities'];
export type CapabilityEvent = Schemas['CapabilityEvent'];
export type NewRun = Schemas['NewRun'];
export type RunSet = Schemas['RunSet'];
export type RunSetMember = Schemas['RunSetMember'];
export type RunSetCost = Schemas['RunSetCost'];
export type Coordinates = Schemas['Coordinates'];
export type NewRunSet = Schemas['NewRunSet'];
export type NewAxes = Schemas['NewAxes'];
export type CoRun = Schemas['CoRun'];
export type CoRunMember = Schemas['CoRunMember'];
export type CoRunJob = Schemas['CoRunJob'];
export type NewCoRun = Schemas['NewCoRun'];
export type NewJob = Schemas['NewJob'];
export type NewRunLimits = Schemas['NewRunLimits'];
export type Project = Schemas['Project'];
export type NewProject = Schemas['NewProject'];
export type ProjectChange = Schemas['ProjectChange'];
export type Member = Schemas['ProjectMember'];
export type ProjectKey = Schemas['ProjectKey'];
export type ProjectThreshold = Schemas['ProjectThreshold'];
export type NewThreshold = Schemas['NewThreshold'];
export type Webhook = Schemas['Webhook'];
export type NewWebhook = Schemas['NewWebhook'];
export type IssuedWebhook = Schemas['IssuedWebhook'];
export type Delivery = Schemas['WebhookDelivery'];
export type Measurement = Schemas['Measurement'];
export type Benchmark = Schemas['BenchmarkSummary'];
export type History = Schemas['BenchmarkHistory'];
export type HistoryPoint = Schemas['HistoryPoint'];
export type Alert = Schemas['Alert'];
export type BenchmarkComparison = Schemas['Comparison'];
export type NewBenchmarkComparison = Schemas['NewComparison'];
export type FieldProblem = Schemas['FieldProblem'];

/** One page of a list; `nextCursor` is null on the last one. */
export interface Page<T> {
  items: T[];
  nextCursor: string | null;
}
