// The loader of tapes stands in engine/tape; fragment.py puts it among these modules.
export { Tape, load } from "../../../engine/tape/loader.js";
