/** The one global of all scripts: what one of them offers to others, and to the files of the index and of previews. */
declare var Shohyo: Pick<typeof import("./shohyo-engine.js"), "text" | "search"> &
  Pick<typeof import("./shohyo-beyond.js"), "beyond"> &
  typeof import("./shohyo-marks.js").marks &
  Pick<typeof import("./shohyo-table.js"), "bindFilter"> &
  Pick<typeof import("./shohyo-preview.js"), "addPreview">;
