// @ts-check
/** Words of form and the like, which text of a question is split by; beyond/tables.py reads them from here. */

export const TABLES = {
  "kana": "は が を に で と へ の も や か ね よ な る から まで より など だけ しか ばかり ほど くらい ぐらい ずつ こそ さえ でも には では とは にも からは までに とか ので のに のは のが のを のか って っていう という といった について ついての にとって によって による において における として としては ための ために ため とき ときに ときは ときの ところ こと ことが ことを ことは もの ものを ものは ように ような よう みたいな だ です である でした でしょう だろう じゃない ではない ない なく なくて なければ なかった ます ません ました ましょう たい たく たくない たかった たら たり た て れば ば れる れない れた られる られない られた させる させない させたい される された されない して した しない しなければ すれば すると する するとき するには するために すべき せずに ずに したい したいとき したら しよう している していない しておく しておきたい してしまう しまう しまった おく おきたい いる いない いた いて いく いける ある あり あった あれば なる なり なった なって なら ならない できる できない できた できます できて できれば できるか くださ ください ほしい よい いい よく どう どうやって どうすれば どうすると どうして どうしたら どうする どうなる どのように どのくらい どの どれ どこ どこで どこに いつ だれ なぜ なに なん なんで なんの どんな どちら どっち この その あの これ それ あれ ここ そこ こう そう まず もっと すぐ すぐに また まだ もう さん かな かも いけない だめ みる みたい やすい にくい がたい すぎ すぎる すぎた すぎて うまく うまくいく うまくいかない いう いって みた みたら けど けれど けれども だけど くれる もらう やって よいか いいか ひとつ いくつ わかる わからない わかりやすい わかった おしえて しりたい つい ついて ますか ませんか ですか あと うち おすすめ",
  "endings": "う く ぐ す つ ぬ ぶ む る い いた いて いだ いで った って んだ んで した して かった くて くない くなる くなった くなり くする くしたい ければ かったら さ しました します しません",
  "han": "方法 場合 時 際 事 何 誰 為 様 訳 物 前 後 間 中 方 頃 上 下 的 等 教え 知り 知ら 困っ 困り 困 思っ 思い 思 言 言い 見 行 来 出 今 必要 手順 違 必 一番 仕方 時間帯 理由 意味 気 入 良 無 有 私 自分 人",
  "suffix": "方法 場合 時 際 後 前 中 方 側 先 的 等 用 化 性 手順",
  "okurigana": "取り 扱い 切り 替え 組み 合わせ 見 積もり 書き 込み 読み 受け 渡し 付け 引き 継ぎ 呼び 出し 立ち 上げ 落ち 繰り 返し 割り 当て 振り 分け 打ち 申し 待ち 持ち 直し 戻し 入れ 抜き 貼り 消し 食い 違い 問い 使い 払い 売り 買い 積み 重ね 置き 換え 乗り 越え 張り 巻き 飛び 下げ 押し 送り 届け 締め 掛け 止め 続き 作り 突き 吹き 試し 選び 学び 並べ 動き 働き 広がり 始まり 終わり 決まり 集まり 関わり 変わり 絞り 洗い 追い 話し 考え 教え 比べ 調べ 備え",
  "english": "a an the of to in on at for from with without and or but if is are was were be been am do does did done how what why when where which who whom whose can could should would will shall may might must i me my mine we us our you your he she it its they them their this that these those there here not no so than then as by about into over under out up down off have has had having get gets got want wants need needs please any some all more most much many very just also too only own same such between through while during because until again each few other both find tell know show give make let s t m re ve ll d don doesn didn isn aren wasn cannot best way ways good thing things something anything",
  "plurals": "ices:ix ices:ex ves:f ves:fe ses:sis men:man mice:mouse geese:goose feet:foot teeth:tooth",
  "chinese": "为什么 怎么样 怎么办 怎么 怎样 如何 什么 哪些 哪个 哪里 哪 是否 可以 可不可以 能不能 有没有 请问 请 应该 需要 想要 想 我们 你们 他们 我 你 您 的 了 吗 呢 吧 是 这个 那个 这 那 有 没有 当 时候 关于 以及 或者 還是 还是 為什麼 怎麼樣 怎麼辦 怎麼 怎樣 什麼 哪裡 嗎 請問 請 應該 們 與 和 与",
  "marker": "[么吗呢们这为麼嗎們這為您请請哪]|如何|怎|什|是否",
  "korean": "요 돼요 했어요 에서는 에서도 에게서 으로는 으로부터 이라는 라는 이란 란 에서 에게 한테 으로 로부터 부터 까지 보다 처럼 만큼 마다 조차 밖에 하고 이나 이라도 라도 은 는 이 가 을 를 의 에 로 와 과 도 만 나 하려면 하려고 하는 하기 하면 해서 해야 하나요 합니까 합니다 했습니다 했다 한다 하다 해요 할까요 할 한 함 하지 되지 되는 되면 됩니다 된다 되다 되나요 될 된 됨 인가요 인가 입니까 입니다 이다 가요 나요 까요 있나요 있는 있다 없는 없다 않는 않는다 않아요 을까요 를까요",
  "korean stop": "어떻게 왜 무엇 무엇을 무엇이 무엇인가요 뭐 뭘 어디 어디서 언제 누가 누구 어떤 어느 몇 이 그 저 것 수 때 방법 방법은 좀 및 또는 그리고 하나요 하는 해야 할 있는 있나요 있습니까 되나요 주세요 알려 알려주세요 싶어요 싶다 싶습니다 합니까",
  "join": "(?:っ|[わまがらやかばたなさ]?[きしちみりぎじびけせねめれげべえ])",
  "joins i": "使違食払扱買言思追洗合問願狙誘争競従"
};
