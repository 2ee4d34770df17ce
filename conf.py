"""Configuration of the site; the extension's defaults do the rest."""

import os

project = "Shohyo 書評"
author = "Shohyo 編集部"
copyright = "Shohyo 編集部（文章と図は CC BY 4.0）"
language = "ja"

extensions = ["shohyo"]
nitpicky = True
# what the site is made of; nothing else in the repository is scanned
include_patterns = ["*.md", "reviews/**", "patterns/**"]
exclude_patterns = ["README*.md", "CHANGELOG.md", "CONTRIBUTING.md", "THIRD_PARTY.md"]
# Sphinx walks through all folders that it is not told to leave out, and here stand environments and output
exclude_patterns += [".*", "_build", "node_modules", "bench", "docs", "shohyo", "tests"]

html_theme = "shohyo"
html_title = project
html_baseurl = os.environ.get("READTHEDOCS_CANONICAL_URL", "")
html_static_path = ["_static"]
html_logo = html_favicon = "_static/mark.svg"
html_copy_source = False
html_last_updated_fmt = None

# what readers say, and what the pages say; the search asks for both where one finds too little
shohyo_search_synonyms = [
    ["応答時間", "レイテンシ", "レイテンシー", "待ち時間", "遅延", "応答速度", "latency"],
    ["遅い", "重い", "待たされる", "応答時間"],
    ["速い", "高速", "応答時間", "スピード"],
    ["費用", "コスト", "料金", "予算", "お金", "出費", "cost"],
    ["戻す", "ロールバック", "切り戻し", "巻き戻し", "元に戻す", "rollback"],
    ["ドリフト", "データドリフト", "傾向", "分布", "ずれ", "drift"],
    ["監視", "モニタリング", "見張る", "見守り", "monitoring"],
    ["警報", "アラート", "知らせる", "通知", "alert"],
    ["ログ", "記録", "ロギング", "logging"],
    ["障害", "故障", "トラブル", "不具合", "停止", "ダウン"],
    ["公開", "リリース", "デプロイ", "配布", "deploy"],
    ["カナリア", "カナリアリリース", "オンライン A/B テスト", "振り分け"],
    ["A/B テスト", "ABテスト", "比較実験", "新旧"],
    ["シャドウ", "シャドー", "シャドウテスト", "ミラーリング", "写して", "shadow"],
    ["負荷テスト", "負荷試験", "ロードテスト", "性能テスト", "load test"],
    ["性能", "応答の速さ", "スループット", "処理能力"],
    ["推論", "予測", "判定", "prediction", "inference"],
    ["学習", "訓練", "トレーニング", "training"],
    ["再学習", "学習し直す", "モデルの更新", "retraining"],
    ["評価セット", "評価データ", "テストデータ", "データセット"],
    ["評価", "採点", "点数", "スコア", "evaluation"],
    ["正解率", "精度", "当たる割合", "accuracy"],
    ["特徴量", "フィーチャー", "フィーチャ", "feature"],
    ["前処理", "データの変換", "加工", "preprocessing"],
    ["端末", "スマートフォン", "スマホ", "携帯", "デバイス", "エッジ"],
    ["手元", "自分のパソコン", "パソコン", "ノートパソコン", "ローカル", "PC"],
    ["キュー", "待ち行列", "queue"],
    ["まとめて", "一括", "バッチ", "batch"],
    ["定期", "夜間", "毎日", "スケジュール", "決まった時刻"],
    ["生成モデル", "LLM", "大規模言語モデル", "生成AI", "生成 AI", "ChatGPT", "チャットボット"],
    ["プロンプトインジェクション", "脱獄", "ジェイルブレイク", "入出力の検査"],
    ["トークン", "逐次", "ストリーミング", "1文字ずつ", "少しずつ"],
    ["埋め込み", "ベクトル", "embedding"],
    ["検索インデックス", "RAG", "ベクトル検索"],
    ["GPU", "アクセラレータ", "グラフィックボード"],
    ["分け合う", "共有", "使い回す", "相乗り", "sharing"],
    ["増設", "スケールアウト", "オートスケール", "台数を増やす", "scale-out"],
    ["可用性", "冗長化", "落ちない", "止まらない", "availability"],
    ["遮断", "サーキットブレーカー", "断る", "circuit breaker"],
    ["殺到", "集中", "混雑", "負荷", "アクセス集中", "過負荷"],
    ["再試行", "リトライ", "やり直し", "retry"],
    ["しきい値", "閾値", "スレッショルド", "threshold"],
    ["パラメータ", "設定", "変数", "parameter"],
    ["属人化", "担当者", "引き継ぎ", "辞めた", "退職", "いなくなった"],
    ["ひな形", "雛形", "テンプレート", "template"],
    ["マイクロサービス", "小さなサービス", "分割", "microservice"],
    ["1つのサーバー", "一台", "モノリス", "詰め込む", "オールインワン"],
    ["バージョン", "版", "バージョニング", "version"],
    ["食い違い", "不一致", "違い", "mismatch"],
    ["ライブラリ", "パッケージ", "依存", "library"],
    ["イメージ", "コンテナ", "Docker", "コンテナイメージ"],
    ["保管先", "レジストリ", "リポジトリ", "registry"],
    ["工程", "パイプライン", "ワークフロー", "pipeline"],
    ["再現性", "再現", "やり直せる", "reproducibility"],
    ["アンチパターン", "失敗", "悪い例", "やってはいけない", "anti-pattern"],
    ["書評", "レビュー", "感想", "review"],
    ["事例", "設計例", "構成例", "ケーススタディ", "case study"],
    ["個人情報", "プライバシー", "機密", "privacy"],
    ["検査", "ガードレール", "チェック", "guardrails"],
    ["本番", "本番環境", "実環境", "production"],
    ["キャッシュ", "取っておく", "ためておく", "cache"],
    ["はじめる", "始める", "最初", "最小の構成", "入門"],
    ["選び方", "選ぶ", "どれがいい", "決定ガイド", "迷う"],
]
