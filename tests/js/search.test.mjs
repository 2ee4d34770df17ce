/** The engine on small indexes: what it finds, in which order, what it shows, and what it reads for that. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { makeContext, makeEngine, plain } from "./engine.mjs";
import { buildFiles } from "./site.mjs";

const SITE = [
  { title: "推論結果キャッシュ", names: ["Prediction cache", "すいろん"], kind: "pattern", tags: ["速さ"],
    sections: [["", "", ["推論の結果を残し、サーバーの負荷を下げる。"]], ["why", "なぜ使うか", ["同じ入力が多い。", "費用が下がる。"]]] },
  { title: "推論", kind: "topic", tags: ["速さ", "学習 用"],
    sections: [["", "", ["モデルに入力を与えて答を得ること。C++ でも書ける。", ".NET は a.net でない。"]]] },
  { title: "推論器の分け方", kind: "topic", sections: [["", "", ["サーバを分け、A/Bテストをする。", "機械学習システム"]]] },
  { title: "索引", sections: [["", "", ["推論について", "A/B テストと ㍿ショウヒョウ、½ の話。", "C の話と Netflix、 inference v1.2。"]]] },
  { title: "サーバー・室", sections: [["", "", ["機械", "学習", "<img src=x onerror=alert(1)> ｶﾞｷﾞ か\u3099 deep   learning"]]] },
  { title: "キー", sections: [["", "", ["𠮷野家の👍🏽と漢字"]]] },
  { title: "符号", sections: [["", "", ["foo_bar() a->b x==y", "--version"]]] },
]; // prettier-ignore

function makeSite(pages = SITE, options = {}) {
  const context = makeContext();
  const files = buildFiles(context.Shohyo.text, pages, options);
  return { files, ...makeEngine((path) => files[path], context) };
}

const ask = async (query, options) => plain(await makeSite().engine.query(query, options));
const pagesOf = ({ results }) => plain(results.map((result) => result.page));
const marked = ({ snippet }) => snippet.filter(([, match]) => match).map(([text]) => text);

/** query → pages that have it as it is, pages that have it otherwise spelt; in any order */
const FOUND = [
  ["推論", [0, 1, 2, 3], []],
  ["論", [0, 1, 2, 3], []],
  ["果キ", [0], []],
  ["サーバ", [0, 2, 4], []],
  ["サーバー", [0, 4], [2]],
  ["ｻｰﾊﾞｰ", [0, 4], [2]],
  ["サーバー室", [], [4]],
  ["サーバー 室", [4], []],
  ["A/Bテスト", [2], [3]],
  ["ａ／ｂ テスト", [2, 3], []],
  ['"a/b テスト"', [3], [2]],
  ["C++", [1], []],
  ["c", [0, 1, 3], []],
  [".NET", [1], []],
  ["net", [1, 3], []],
  ["infer", [3], []],
  ["ference", [], []],
  ["v1.2", [3], []],
  ["1.2", [], []],
  ["機械学習", [2], []],
  ["機械 学習", [2, 4], []],
  ["機械　システム", [2], []],
  ["推論 -入力", [2, 3], []],
  ['推論 -"推論の結果"', [1, 2, 3], []],
  ["title:推論", [0, 1, 2], []],
  ["title:入力", [], []],
  ["推論 kind:topic", [1, 2], []],
  ["推論 ｋｉｎｄ：Topic", [1, 2], []],
  ["推論 -kind:topic", [0, 3], []],
  ["tag:速さ", [0, 1], []],
  ['tag:"学習 用"', [1], []],
  ["tag:速さの札 -答", [0], []],
  ["tag:速さ kind:topic", [1], []],
  ["tag:速", [], []],
  ["book:none 推論", [], []],
  ["株式会社", [3], []],
  ["ガギ が", [4], []],
  ["キー", [5], []],
  ["𠮷野", [5], []],
  ["👍", [5], []],
  ["野家の👍🏽と漢", [5], []],
  ["deep learning", [4], []],
  ['"deep  learning"', [4], []],
  ['"learning deep"', [], []],
  ["<img src=x onerror=alert(1)>", [4], []],
  ["すいろ", [0], []],
  ["cache", [0], []],
  ["結果を残し、サ", [0], []],
  ["機械\n学習", [2, 4], []],
  ["費用 同じ", [0], []],
  ["多い。費用", [], []],
  ["無い語", [], []],
  ["->", [6], []],
  ["a->b", [6], []],
  ["==", [6], []],
  ["foo_bar()", [6], []],
  ["bar()", [6], []],
  ["oo_bar", [], []],
  ["--version", [6], []],
  ["-->", [], []],
  ["x -->", [], []],
  ["-v version", [], []],
  ['"b x=="', [6], []],
  ["C++ -->", [], []],
  ["C++ -.net", [], []],
  ["[]", [], []],
  ["+", [], []],
  ['"', [], []],
  ["-推論", [4, 5, 6], []],
  ['-推論 -"か\u3099"', [5, 6], []],
  ["-kind:topic -サーバー", [3, 5, 6], []],
  ["kind: tag:", [], []],
  ["学習 OR 野家", [2, 4, 5], []],
  ["学習　ＯＲ　野家 漢字", [5], []],
  ['漢字 "a->b" OR 野家', [5], []],
  ["学習 or 野家", [], []],
  ['"OR"', [], []],
  ["推論 OR -入力", [2, 3], []],
  ["OR 学習", [2, 4], []],
  ["学習 OR", [2, 4], []],
  ["学習 OR OR 野家", [2, 4, 5], []],
  ["学習 OR 。 野家", [], []],
  ["学習 OR 学習", [2, 4], []],
  ["title:キー OR title:索引", [3, 5], []],
  ["title:キー OR 入力", [0, 1, 5], []],
  ["サーバー室 OR 索引", [3], [4]],
  ["kind:topic OR kind:pattern", [0, 1, 2], []],
  ["kind:topic OR 野家", [1, 2, 5], []],
  ["種類:topic", [1, 2], []],
  ["種類：topicの札 推論", [1, 2], []],
  ["ﾀｸﾞ:速さ -種類:topic", [0], []],
  ["題名:推論", [0, 1, 2], []],
  ["章:無い 推論", [], []],
]; // prettier-ignore

for (const [query, literal, variant] of FOUND) {
  test(`finds exactly: ${query}`, async () => {
    const answer = await ask(query);
    const sort = (folded) => answer.results.filter((result) => result.variant === folded).map((result) => result.page).sort();
    assert.deepEqual([sort(false), sort(true)], [literal, variant]);
    assert.deepEqual([answer.total, answer.exact], [answer.results.length, true]);
    assert.deepEqual(answer.results.map((result) => result.variant), [...answer.results.map((result) => result.variant)].sort());
  });
}

test("order: equal title, titles that begin with it, the text, names, other spellings", async () => {
  assert.deepEqual(pagesOf(await ask("推論")).slice(0, 1), [1]);
  assert.deepEqual(pagesOf(await ask("推論")).slice(1, 3).sort(), [0, 2]);
  assert.deepEqual(pagesOf(await ask("prediction cache")), [0]);
  const pages = [{ title: "あ", names: ["湖の名"] }, { title: "い", sections: [["", "", ["湖の名を書く"]]] }, { title: "う", names: ["湖の"] }, { title: "湖の名" }];
  const answer = plain(await makeSite(pages).engine.query("湖の"));
  assert.deepEqual(pagesOf(answer), [2, 3, 1, 0]);
  assert.deepEqual(answer.results.map((result) => result.alias), ["湖の", "", "", "湖の名"]);
});

/** Pages of one line each; query → [literally, in the order of the results], [by variant] */
const ALONE = ["プログラムとログラム", "プログラム\nプログラム\nプログラム\nプログラム", "ログを読む", "ログイン", "conf.py\nsetup.py\nx.py\ny.py", "拡張子 .py の名", "python の py", "China Miéville の小説", "mieville とだけ", "MIÉVILLE'S", "Ærøskøbing", "аист, ёлка", "елка", "йод", "network netto netz", "net", "ai", "aim air aid ail", "ASP.NET", "#x と $x"];
/** @type {[string, number[], number[]][]} */
const RANKED = [
  ["ログ", [2, 1, 0, 3], []],
  ["ログイン", [3], []],
  ["プログラム", [1, 0], []],
  [".py", [5, 4], []],
  ["py", [4, 5, 6], []],
  [".net", [18], []],
  ["net", [15, 18, 14], []],
  ["ai", [16, 17], []],
  ["mieville", [8], [7, 9]],
  ["Miéville", [7, 9], [8]],
  ["miev", [8], [7, 9]],
  ["mieville's", [], [9]],
  ["Aeroskob", [], [10]],
  ["елка", [12], [11]],
  ["иод", [], []],
  ["-ёлка .py", [5, 4], []],
  ['"china mieville"', [], [7]],
  ["小説 mieville", [], [7]],
];
for (const [query, literal, variant] of RANKED) {
  test(`ranks: ${query}`, async () => {
    const { engine } = makeSite(ALONE.map((line) => ({ title: "題", sections: [["", "", line.split("\n")]] })));
    const { results } = plain(await engine.query(query, { limit: 20 }));
    const found = (folded) => results.filter((result) => result.variant === folded).map((result) => result.page);
    assert.deepEqual([found(false), found(true)], [literal, variant]);
  });
}

test("what a page is one of finds it, as a whole, below an equal title and above a mention", async () => {
  const pages = [
    { title: "甲", sections: [["", "", ["アンチパターン、アンチパターン、アンチパターンの話"]]] },
    { title: "乙", categories: ["アンチパターン", "第4章", "4章"] },
    { title: "アンチパターン" },
    { title: "第4章の題", categories: ["第4章", "4章"], names: ["4章"] },
    { title: "丙", sections: [["", "", ["第4章に書いた。"]]] },
  ];
  const { engine } = makeSite(pages);
  const found = async (query, options) => pagesOf(await engine.query(query, options));
  assert.deepEqual(await found("アンチパターン"), [2, 1, 0]);
  assert.deepEqual(await found("パターン"), [2, 0]);
  assert.deepEqual(await found("第４章"), [3, 1, 4]);
  assert.deepEqual(await found("4章"), [3, 1, 4]);
  assert.deepEqual(await found("4章 乙"), [1]);
  assert.deepEqual(await found("-アンチパターン"), [3, 4]);
  assert.deepEqual(await found("title:アンチパターン"), [2]);
});

test("ties are in the order of the pages, and parts of the list fit together", async () => {
  const pages = Array.from({ length: 70 }, () => ({ title: "同じ題", sections: [["", "", ["同じ文"]]] }));
  const { engine } = makeSite(pages);
  const all = [];
  for (let offset = 0; offset < 80; offset += 20) all.push(...pagesOf(await engine.query("同じ文", { offset, limit: 20 })));
  assert.deepEqual(all, pages.map((_, page) => page));
  const answer = await engine.query("同じ文");
  assert.deepEqual([answer.total, answer.exact, answer.results.length], [70, false, 10]);
});

test("a page is read in one file or in parts", async () => {
  const { engine } = makeSite(SITE, { apart: false });
  for (const [query, literal, variant] of FOUND) {
    const { results } = plain(await engine.query(query));
    const sort = (folded) => results.filter((result) => result.variant === folded).map((result) => result.page).sort();
    assert.deepEqual([sort(false), sort(true)], [literal, variant], query);
  }
});

test("a long term is found, as far as it is looked at", async () => {
  const lines = Array.from({ length: 300 }, (_, at) => String.fromCharCode(0x4e00 + at)).join("");
  const { engine } = makeSite([{ title: "長", sections: [["", "", [lines]]] }, { title: "短" }]);
  for (const [query, found, clipped] of [[lines.slice(0, 200), [0], false], [lines.slice(0, 199) + "無", [], false], [lines, [0], true], [lines.slice(0, 200) + "無", [0], true]]) {
    const answer = await engine.query(query);
    assert.deepEqual([pagesOf(answer), answer.clipped], [found, clipped]);
  }
  const { search } = makeContext().Shohyo;
  assert.equal(search.clip("😀".repeat(5000)), "😀".repeat(200));
  assert.equal(search.clip(" 短 "), " 短 ");
  const many = search.parse(Array.from({ length: 40 }, (_, at) => String.fromCharCode(0x4e00 + at)).join(" "));
  assert.deepEqual([many.groups.length, many.clipped], [32, true]);
});

/** query → [why it cannot mean what it says, which part of it] */
const PROBLEMS = [
  ["推論 OR 予測", "", ""],
  ["", "", ""],
  [" \u3000", "", ""],
  ["OR", "or", "OR"],
  ["推論 OR", "or", "OR"],
  ["推論 OR -入力", "or", "OR"],
  ["-入力 OR 推論", "or", "OR"],
  ["推論 OR OR 予測", "or", "OR"],
  ["推論 OR 。", "or", "OR"],
  ["推論 kind:", "field", "kind:"],
  ["種類：", "field", "種類:"],
  ["tag:+", "field", "tag:+"],
  ["+ 。", "signs", "+ 。"],
  ["推論 -推論", "never", "推論"],
  ["推論 OR 入力 -推論", "", ""],
  ["推論 kind:none", "value", "kind:none"],
  ["-タグ:無い 推論", "value", "tag:無い"],
  ["推論 kind:topic", "", ""],
];
for (const [query, problem, culprit] of PROBLEMS) {
  test(`says what cannot be meant: ${query}`, async () => {
    const answer = await ask(query);
    assert.deepEqual([answer.problem, answer.culprit], [problem, culprit]);
  });
}

test("most of the groups: the best first, and which ones", async () => {
  const answer = plain(await makeSite().engine.query("推論 サーバー 入力 鯨", { least: 2 }));
  assert.deepEqual(answer.results.map(({ page, has, variant }) => [page, has, variant]).sort(), [[0, [0, 1, 2], false], [1, [0, 2], false], [2, [0, 1], true]]);
  const whole = plain(await makeSite().engine.query("鯨 推論 入力", { least: 1, weights: [1, 0, 1] }));
  assert.deepEqual([whole.results.slice(0, 2).map(({ page }) => page).sort(), whole.results.slice(2).every(({ has }) => has.length === 1)], [[0, 1], true]);
  assert.deepEqual(pagesOf(await ask("推論 鯨 -入力", { least: 1 })).sort(), [2, 3]);
  assert.deepEqual(pagesOf(await ask("推論 鯨", { least: 9 })), []);
});

test("what the index knows of words", async () => {
  const { engine, read } = makeSite(SITE, { tables: { synonyms: [["推論", "予測"]] } });
  assert.deepEqual(plain(await engine.wordsLike("INFerring")), [["inference", 1]]);
  assert.deepEqual(plain(await engine.wordsLike("zzz")), []);
  assert.equal(await engine.count("推論"), 4);
  assert.equal(await engine.count("infer"), 1);
  assert.equal(await engine.count("鯨"), 0);
  assert.equal(await engine.count("。"), 0);
  assert.ok(!read.some((path) => /\/[dx]\d/.test(path)));
  assert.deepEqual([plain(await engine.table("synonyms")), plain(await engine.table("words"))], [[["推論", "予測"]], []]);
});

test("a page that has a term often comes before one that has it once", async () => {
  const pages = [1, 3, 9, 2, 5].map((times) => ({ title: "頁", sections: [["", "", Array(times).fill("推論")]] }));
  assert.deepEqual(pagesOf(await makeSite(pages).engine.query("推論")), [2, 4, 1, 3, 0]);
});

/** query → [terms that cover it, others], which are read only if pages are read in vain */
const LOOKED_UP = [
  ["推論結果", ["2推論", "2結果", "2論結"], []],
  ["推論結果確認", ["2推論", "2結果", "2確認"], ["2論結", "2果確"]],
  ["推論器", ["2推論", "2論器"], []],
  ["キャッシュ", ["3キャッ", "3ッシュ"], ["3ャッシ"]],
  ["推論キャッシュを", ["2推論", "3キャッ", "3ッシュ", "2ュを"], ["2論キ", "3ャッシ"]],
  ["モデル", ["3モデル"], []],
  ["モデ", ["2モデ"], []],
  ["テストa", ["3テスト", "pa", "xトa"], []],
];
for (const [query, cover, rest] of LOOKED_UP) {
  test(`looks up: ${query}`, async () => {
    const grams = ({ explain }) => explain.terms.filter((term) => !term.variant).map((term) => term.grams);
    const far = Array.from({ length: 40 }, () => ({ title: "頁", sections: [["", "", Array.from([...cover, ...rest], (term) => `${term.slice(1)}。`)]] }));
    assert.deepEqual(grams(plain(await makeSite().engine.query(query))), [cover]);
    const [first, second = [...cover, ...rest]] = grams(plain(await makeSite(far).engine.query(query)));
    assert.deepEqual([first, second], [cover, [...cover, ...rest]]);
  });
}

test("a snippet is the text as displayed, every term marked", async () => {
  const [result] = (await ask("サーバー 推論 残し")).results;
  assert.deepEqual([result.url, result.title, result.kind, result.kindLabel, result.trail], ["p0.html", "推論結果キャッシュ", "pattern", "PATTERN", ["棚"]]);
  assert.deepEqual(result.sections[0], {
    anchor: "", heading: "",
    snippet: [["推論", true], ["の結果を", false], ["残し", true], ["、", false], ["サーバー", true], ["の負荷を下げる。", false]],
  }); // prettier-ignore
});

/** query → what is marked in the first section of the first result */
const MARKED = [
  ["株式", ["㍿"]],
  ["社ショ", ["㍿ショ"]],
  ["話。", ["話。"]],
  ["ガ", ["ｶﾞ"]],
  ['"ガギ が"', ["ｶﾞｷﾞ か\u3099"]],
  ['"deep learning"', ["deep   learning"]],
  ["a/bテスト", ["A/Bテスト"]],
  ["サーバー室", []],
  ["👍🏽と", ["👍🏽と"]],
];

for (const [query, expected] of MARKED) {
  test(`marks as displayed: ${query}`, async () => {
    const [result] = (await ask(query)).results;
    assert.deepEqual(marked(result.sections[0]), expected);
  });
}

test("what another spelling matched is marked", async () => {
  const { results } = await ask("A/Bテスト");
  assert.deepEqual(results.map((result) => [result.page, result.variant, marked(result.sections[0])]), [[2, false, ["A/Bテスト"]], [3, true, ["A/B テスト"]]]); // prettier-ignore
});

test("sections with more terms come first, with their anchors", async () => {
  const [result] = plain(await makeSite(SITE, { apart: false }).engine.query("入力 費用 推論")).results;
  assert.deepEqual(result.sections.map(({ anchor, heading }) => [anchor, heading]), [["why", "なぜ使うか"], ["", ""]]);
});

test("a long line is cut around the match, between characters", async () => {
  const { engine } = makeSite([{ title: "長い", sections: [["", "", ["😀".repeat(400) + "あ目当て" + "😀".repeat(400)]]] }]);
  const [{ sections }] = plain((await engine.query("目当て")).results);
  const texts = sections[0].snippet.map(([text]) => text);
  assert.deepEqual([texts[0], texts.at(-1), marked(sections[0])], ["…", "…", ["目当て"]]);
  assert.ok(texts.join("").length < 200);
  assert.ok(texts.every((text) => text.isWellFormed()));
});

test("filters of the options hold beside those of the query", async () => {
  assert.deepEqual(pagesOf(await ask("推論", { filters: { kind: ["topic"], tag: ["速さ"] } })), [1]);
  assert.deepEqual(pagesOf(await ask("", { filters: { kind: ["topic"] } })), [1, 2]);
});

test("facets count the pages found", async () => {
  const { facets } = await ask("推論", { facets: true });
  assert.deepEqual(facets.kind, [["topic", "topicの札", 2], ["pattern", "patternの札", 1], ["page", "pageの札", 1]]);
  assert.deepEqual(facets.tag, [["速さ", "速さの札", 2], ["学習 用", "学習 用の札", 1]]);
  assert.deepEqual(facets.book, []);
});

test("terms are what a result contains; explain says what was read", async () => {
  const { engine, read } = makeSite();
  const answer = plain(await engine.query('推論 "入力を" -費用 kind:topic'));
  assert.deepEqual(answer.terms, ["推論", "入力を"]);
  assert.deepEqual(answer.explain.weights, [10, 6, 4, 1, 1, 2, 4]);
  assert.deepEqual(["manifest", ...answer.explain.read].map((path) => path + ".js").sort(), [...read].sort());
  assert.deepEqual(answer.explain.terms.filter((term) => !term.variant && term.term !== "費用").map(({ term, grams }) => [term, grams]), [["推論", ["2推論"]], ["入力を", ["2入力", "2力を"]]]); // prettier-ignore
  assert.equal(answer.explain.results[0].page, answer.results[0].page);
});

test("nothing is read before it is needed, and nothing twice", async () => {
  const { engine, read } = makeSite();
  assert.deepEqual(read, []);
  await engine.query("！ + 。");
  assert.deepEqual(read, []);
  await Promise.all([engine.warm(), engine.query("推論"), engine.query("推論")]);
  await engine.query("推論");
  assert.equal(new Set(read).size, read.length);
  assert.ok(read.every((path) => !path.endsWith("facets.js")));
});

test("an answer that was overtaken says so", async () => {
  const { engine } = makeSite();
  const [first, second] = await Promise.all([engine.query("推論", { id: 7 }), engine.query("機械", { id: 8 })]);
  assert.deepEqual([first.id, first.stale, second.id, second.stale], [7, true, 8, false]);
});

test("queries at once read their shards side by side", async () => {
  const { files, context } = makeSite();
  let open = 0;
  let most = 0;
  const { engine } = makeEngine((path) => files[path], context);
  const slow = context.Shohyo.search.create({
    base: "",
    load: async (path) => {
      most = Math.max(most, ++open);
      await new Promise((resolve) => setTimeout(resolve, 1));
      open--;
      (await import("node:vm")).runInContext(files[path], context);
    },
  });
  assert.deepEqual(pagesOf(await slow.query("機械学習システム")), pagesOf(await engine.query("機械学習システム")));
  assert.ok(most >= 2);
});

/** what happened to the files → how */
const DAMAGE = {
  missing: (files, path) => delete files[path],
  truncated: (files, path) => (files[path] = files[path].slice(0, -20)),
  empty: (files, path) => (files[path] = ""),
  "of another generation": (files, path) => (files[path] = files[path].replace('"g1"', '"g2"')),
  "cut inside": (files, path) => (files[path] = files[path].replace(/"[\w+/=]{4,}"(?=\)|,"terms|\])/g, '"AAA="')),
  "no base64": (files, path) => (files[path] = files[path].replace(/"[\w+/=]{4,}"(?=\)|,"terms|\])/g, '"?"')),
};
for (const [name, damage] of Object.entries(DAMAGE)) {
  for (const sort of ["t", "d", "x", "facets", "manifest"]) {
    // a page has nothing in base64, and a manifest says its generation itself
    if ((/^[dx]/.test(sort) && /cut|base64/.test(name)) || (sort === "manifest" && /generation/.test(name))) continue;
    test(`${sort}: ${name} is an error with a code, and over when the files are whole`, async () => {
      const { files, engine } = makeSite();
      const whole = { ...files };
      for (const path of Object.keys(files)) if (path.replace("g1/", "").startsWith(sort)) damage(files, path);
      await assert.rejects(engine.query("推論", { facets: true }), { code: "outdated" });
      Object.assign(files, whole);
      assert.equal((await engine.query("推論", { facets: true })).total, 4);
    });
  }
}

test("a manifest of another version is outdated", async () => {
  const { files, engine } = makeSite();
  files["manifest.js"] = files["manifest.js"].replace('"version":5', '"version":4');
  await assert.rejects(engine.query("推論"), { code: "outdated" });
});

const ABSURD = {
  "10,000 characters": "推論結果".repeat(2500),
  "10,000 latin characters": "ab".repeat(5000),
  "10,000 terms": Array.from({ length: 10000 }, (_, at) => String.fromCharCode(0x4e00 + at)).join(" "),
  "10,000 excluded terms": "推論 " + Array.from({ length: 10000 }, (_, at) => "-" + String.fromCharCode(0x5000 + at) + "x").join(" "),
  "10,000 marks": "(*".repeat(5000),
  "10,000 quotation marks": '"'.repeat(10000),
  "10,000 spaces": " \u3000".repeat(5000),
  "10,000 dashes": "-".repeat(10000) + "a",
  "lone surrogates": "\ud800\udc00\ud800 \udfff",
  "regular expression": "(?:.*)+$ [^",
  "markup": "<script>alert(1)</script>",
  "control characters": "\0\u0001\u202e\u2066",
  "nothing": "",
  "prototype": "__proto__ constructor tag:__proto__ kind:constructor",
}; // prettier-ignore
for (const [name, query] of Object.entries(ABSURD)) {
  test(`plain answer, in the end: ${name}`, async () => {
    const { engine } = makeSite();
    const answer = await engine.query(query);
    assert.equal(answer.total, name === "10,000 excluded terms" ? 4 : 0);
  });
}

/** Pages of several sections, each a part, with a term in the one before the last. */
const many = (count, line = (page) => `推論 ${page}`) =>
  Array.from({ length: count }, (_, page) => ({ title: "頁", sections: [["", "", ["序"]], ["a", "節", [line(page)]], ["b", "終", ["結び"]]] }));

test("a query reads what it shows", async () => {
  const { engine, read } = makeSite(many(30));
  const answer = await engine.query("推論", { limit: 4 });
  const shown = read.filter((path) => /\/[dx]\d/.test(path));
  assert.deepEqual([answer.results.length, answer.total, answer.exact], [4, 30, true]);
  assert.deepEqual([shown.filter((path) => /\/d/.test(path)).length, shown.filter((path) => /\/x\d+-1/.test(path)).length, shown.length], [4, 4, 8]);
  const more = await engine.query("推論", { limit: 4, offset: 4 });
  assert.equal(new Set([...pagesOf(answer), ...pagesOf(more)]).size, 8);
});

test("a count is one at most while candidates have not been looked at, and becomes exact", async () => {
  // all have both pairs of 推論器 in one part; each third has the term
  const { engine, read } = makeSite(many(30, (page) => (page % 3 ? "推論と論器" : "推論器")));
  const first = await engine.query("推論器", { limit: 4 });
  assert.ok(first.results.length > 0 && first.results.length <= 4);
  assert.deepEqual([first.exact, first.total > 10, read.filter((path) => /\/x/.test(path)).length <= 8 + 3], [false, true, true]);
  const found = [];
  for (let answer = first; answer.results.length; answer = await engine.query("推論器", { limit: 4, offset: found.length })) found.push(...pagesOf(answer));
  assert.deepEqual(found, Array.from({ length: 10 }, (_, at) => 3 * at));
  const all = await engine.query("推論器", { limit: 30 });
  assert.deepEqual([all.total, all.exact], [10, true]);
});

test("records of pages that lists rule out in titles, names and headings are not read", async () => {
  const { engine, read } = makeSite(many(8, (page) => (page === 5 ? "推論器" : "推論と論器")));
  assert.deepEqual(pagesOf(await engine.query("推論器", { limit: 4 })), [5]);
  assert.deepEqual(read.filter((path) => /\/d/.test(path)), ["g1/d5.js"]);
});

test("a sentence is shown before a line of code and before a path, and the section that is named before others", async () => {
  const pages = [{
    title: "頁",
    sections: [
      ["a", "手順", ["\u200bcache = 推論()", "推論/README.md", "推論の結果を残す。", "\u200bcache(推論, 結果)"]],
      ["b", "符号", ["\u200bcache = 推論()"]],
      ["c", "推論の節", ["推論が先に立つ。"]],
    ],
  }];
  const { results: [{ sections }] } = plain(await makeSite(pages, { apart: false }).engine.query("推論"));
  const shown = sections.map(({ anchor, snippet }) => [anchor, snippet.map(([text]) => text).join("")]);
  assert.deepEqual(shown, [["c", "推論が先に立つ。"], ["a", "推論の結果を残す。"], ["b", "cache = 推論()"]]);
});
