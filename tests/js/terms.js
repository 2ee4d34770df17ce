/** Normal form → index terms, from the pieces that the client has: what Python puts into an index, said a second time. */

Shohyo.text.terms = (normal) => {
  const { text } = Shohyo;
  const found = new Set();
  /** @param {string} sort @param {string} part @param {number} length pieces of a run that are terms of that sort */
  const cut = (sort, part, length) => {
    const characters = Array.from(part);
    for (let at = 0; at + length <= characters.length; at++) found.add(sort + characters.slice(at, at + length).join(""));
  };
  const runs = []; // of words and marks, or of ideographic characters
  let last = "space";
  for (const character of normal) {
    const sort = text.classOf(character).replace("mark", "word");
    if (sort === last && sort !== "space") runs.push(runs.pop() + character);
    else if (sort !== "space") runs.push(character);
    last = sort;
  }
  for (const run of runs) {
    const characters = Array.from(run);
    const pairs = characters.slice(1).map((character, at) => characters[at] + character);
    if (text.classOf(characters[0]) === "ideographic") {
      cut("1", run, 1);
      cut("2", run, 2);
      for (const katakana of run.match(/[ァ-ヺー]+/g) || []) cut("3", katakana, 3);
      continue;
    }
    pairs.filter(text.isPaired).forEach((pair) => found.add("m" + pair));
    pairs.forEach((pair, at) => {
      const follows = at && text.classOf(characters[at - 1]) === "word";
      if (/^[.#@$-]/.test(pair) && text.classOf(pair[1]) === "word" && !follows) found.add("b" + pair);
    });
    const words = characters.map((character) => (text.classOf(character) === "word" ? character : " ")).join("");
    for (const word of words.split(" ").filter(Boolean)) found.add("w" + word).add("p" + word[0]).add("p" + word.slice(0, 2));
  }
  for (const pair of text.crossings(normal)) found.add("x" + pair);
  for (const run of normal.match(/[ァ-ヺ]+[ー・ ][ァ-ヺー・ ]*/g) || []) {
    const folded = run.replace(/[ー・ ]/g, "");
    for (let at = 0; at + 3 <= folded.length; at++) if (!run.includes(folded.slice(at, at + 3))) found.add("u" + folded.slice(at, at + 3));
  }
  const left = new Set(text.kept(normal));
  let [before, gap, offset] = ["", false, 0];
  for (const character of normal) {
    if (left.has(offset)) {
      const classes = [before || " ", character].map(text.classOf).join(" ");
      if (gap && /^(ideographic (ideographic|word)|word ideographic)$/.test(classes)) found.add("v" + before + character);
      [before, gap] = [character, false];
    } else gap = true;
    offset += character.length;
  }
  return found;
};
