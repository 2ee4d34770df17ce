/** Normal form → index terms, from the pieces that the client has: what Python puts into an index, said a second time. */

Shohyo.text.terms = (normal) => {
  const { text } = Shohyo;
  const found = new Set();
  for (const run of text.split(normal)) {
    const characters = Array.from(run);
    const pairs = characters.slice(1).map((character, at) => characters[at] + character);
    if (text.classOf(characters[0]) === "ideographic") {
      characters.forEach((character) => found.add("1" + character));
      pairs.forEach((pair) => found.add("2" + pair));
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
  const left = new Set(text.kept(normal));
  let [before, gap, offset] = ["", false, 0];
  for (const character of normal) {
    if (left.has(offset)) {
      const both = before && [before, character].every((one) => text.classOf(one) === "ideographic");
      if (gap && both) found.add("v" + before + character);
      [before, gap] = [character, false];
    } else gap = true;
    offset += character.length;
  }
  return found;
};
