import pytest
from semantic_cache import SemanticCache, normal


class Model:
    """呼ばれた回数を数える、答える側の代わり。"""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def __call__(self, question: str) -> str:
        self.asked.append(question)
        if "壊" in question:
            raise TimeoutError
        return f"答え{len(self.asked)}"


def test_a_close_question_gets_the_same_answer() -> None:
    model = Model()
    cache = SemanticCache(model, threshold=0.6)
    assert cache.ask("営業時間を教えてください", "a") == cache.ask("営業時間を教えて下さい", "a")
    assert cache.ask("駐車場はありますか", "a") == "答え2"
    assert (cache.hits, len(model.asked)) == (1, 2)


def test_spelling_alone_makes_no_other_question() -> None:
    """全角と半角、句読点だけの違いなら、しきい値によらず当たる。"""
    assert normal("３人で 泊まれますか？") == normal("3人で泊まれますか")
    model = Model()
    cache = SemanticCache(model, threshold=2)
    assert cache.ask("３人で 泊まれますか？", "a") == cache.ask("3人で泊まれますか", "a")
    assert cache.ask("3人で泊まれるか", "a") == "答え2"


def test_another_tenant_or_model_never_hits() -> None:
    """同じ質問でも、組織やモデルのバージョンが違えば計算し直す。"""
    cache = SemanticCache(Model(), threshold=0.0)
    assert cache.ask("残高はいくら", "店1:v1") == "答え1"
    assert cache.ask("残高はいくら", "店2:v1") == "答え2"
    assert cache.ask("残高はいくら", "店1:v2") == "答え3"


@pytest.mark.parametrize(
    ("known", "asked"), [("2人で泊まれますか", "4人で泊まれますか"), ("通知は要ります", "通知は要りません")]
)
def test_numbers_and_negation_part_what_is_close(known: str, asked: str) -> None:
    """照合しなければ前の答えが返る質問が、照合すれば外れる。"""
    for checks, hits in ((False, 1), (True, 0)):
        cache = SemanticCache(Model(), 0.5, checks)
        cache.ask(known, "a")
        cache.ask(asked, "a")
        assert cache.hits == hits


def test_a_failure_is_not_kept() -> None:
    cache = SemanticCache(Model(), threshold=0.5)
    with pytest.raises(TimeoutError):
        cache.ask("壊れたら", "a")
    assert cache.kept["a"] == {}
