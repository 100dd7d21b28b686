// The data of a live figure, as lectures/live/fragment.py writes it.
type Rows = Record<number, (xs: number[]) => number[]>;
interface Window { chalkgradLive?: Record<string, Rows[]> }
type LiveTape = {
  valueAndGrad(theta: Float64Array, inputs: Float64Array): { value: number; gradient: Float64Array };
  value(theta: Float64Array, inputs: Float64Array): number;
  many(theta: Float64Array, inputs: Float64Array): Float64Array;
};
type PlaneView = {
  kind: "plane"; shows: string; x: [number, number]; y: [number, number];
  classes: number[]; neurons: string[];
};
type CurveView = {
  kind: "curve"; shows: string; x: [number, number]; y: [number, number]; names: string[]; truth: [number, number][];
};
type GridView = { kind: "grid"; title: string; tables: [string, number, number, number][] };
type LayersView = { kind: "layers"; title: string; layers: [string, number, number][]; powers: [number, number] };
type MemoryView = {
  kind: "memory"; shows: string; bits: number[]; units: number; unseen: number[][]; powers: [number, number];
};
type WriterView = { kind: "writer"; shows: string; letters: string; longest: number; words: string[]; reads: string };
type LiveView = PlaneView | CurveView | GridView | LayersView | MemoryView | WriterView;
type LiveData = {
  ask: { question: string; options: string[]; right: number; answer: string };
  chosen: string; data: number[]; rates: number[]; rate: number; momentum: boolean; views: LiveView[];
  networks: Record<string, { loss: number; starts: Record<string, string>; shows: Record<string, number> }>;
  tapes: { code: string; layout: string }[];
};
// A figure that trains: what the reader has chosen, and where training stands.
type Training = {
  data: LiveData; tapes: LiveTape[]; inputs: Float64Array; network: string; start: string;
  rate: number; momentum: number; theta: Float64Array; velocity: Float64Array; steps: number;
  losses: number[]; before: number[]; stopped: string;
};
type Painter = (training: Training) => void;
