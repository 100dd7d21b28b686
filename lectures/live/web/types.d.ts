// The data of a live figure, as lectures/live/fragment.py writes it.
type Rows = Record<number, (xs: number[]) => number[]>;
interface Window { chalkgradLive?: Record<string, Rows[]>; chalkgradPlay?: Record<string, Row[]> }
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
type Question = { question: string; options: string[]; right: number; answer: string };
type LiveData = {
  ask: Question;
  chosen: string; data: number[]; rates: number[]; rate: number; momentum: boolean; views: LiveView[];
  networks: Record<string, { loss: number; starts: Record<string, number>; shows: Record<string, number> }>;
  starts: string[]; tapes: { code: string; layout: string }[];
};
// A figure that trains: what the reader has chosen, and where training stands.
type Training = {
  data: LiveData; tapes: LiveTape[]; inputs: Float64Array; network: string; start: string;
  rate: number; momentum: number; theta: Float64Array; velocity: Float64Array; steps: number;
  losses: number[]; before: number[]; stopped: string;
};
type Painter = (training: Training) => void;
// What is to be seen of it: `paint` brings it up to date, `tell` says where training stands to a screen reader.
type Panel = {
  figure: HTMLElement; training: Training; views: HTMLElement; shown: HTMLElement; said: HTMLElement;
  paint: () => void; tell: () => void;
};
type Running = { play: HTMLButtonElement; perSecond: number; isOn: () => boolean; run: (on: boolean) => void };
// A drawing to be played with: lectures/live/playing.py sends PlayData; all else is as in a player (engine/drawing/web).
type PlayData = { ask: Question; nodes: SentNode[] };
type Playing = {
  figure: HTMLElement; graph: Graph; frames: Frame[]; picture: Picture; grain: Grain;
  original: Pass; pass: Pass; leaves: Numbers; // before (the ghosts), now, and the leaves that were changed
  isOpen: boolean; leaf: number; // whether the question has been answered, and the leaf that was moved last
  said: HTMLElement; trouble: HTMLElement; painters: ((play: Playing) => void)[];
  move: (i: number, x: number) => void; paint: () => void;
};
