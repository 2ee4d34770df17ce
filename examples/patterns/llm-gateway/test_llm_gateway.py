import pytest
from llm_gateway import Busy, Gateway, Refused, Team, Upstream


def words(_prompt: str, limit: int) -> list[str]:
    return ["語"] * min(3, limit)


def busy(_prompt: str, _limit: int) -> list[str]:
    raise Busy(10)


def team(**changed: float) -> Team:
    return Team(**{"budget": 1000, "rate": 1, "burst": 2, **changed})


def test_a_busy_upstream_is_left_alone_until_it_said() -> None:
    """断られたら次の上流に振り替え、言われた時刻までは頼み直さない。"""
    calls = []

    def first(prompt: str, limit: int) -> list[str]:
        calls.append(prompt)
        return busy(prompt, limit)

    gateway = Gateway([Upstream("甲", 1, first), Upstream("乙", 1, words)], {"a": team(burst=9)})
    served = [gateway.ask("a", "問い", 5, now)[0] for now in (0, 1, 9.9, 10)]
    assert served == ["乙"] * 4
    assert len(calls) == 2


def test_budget_is_never_exceeded() -> None:
    """最大の額が残りを超える問いは、頼む前に断る。実際に使った額だけが残る。"""
    gateway = Gateway([Upstream("甲", 10, words)], {"a": team(budget=100, burst=9)})
    assert gateway.ask("a", "一 二", 5, 0) == ("甲", ["語"] * 3)
    assert gateway.teams["a"].spent == 50
    with pytest.raises(Refused, match="予算"):
        gateway.ask("a", "一 二", 5, 0)
    assert gateway.teams["a"].spent == 50


def test_what_failed_is_not_paid() -> None:
    gateway = Gateway([Upstream("甲", 1, busy)], {"a": team()})
    with pytest.raises(Refused, match="上流"):
        gateway.ask("a", "問い", 5, 0)
    assert gateway.teams["a"].spent == 0


def test_one_team_cannot_use_up_the_rate_of_another() -> None:
    gateway = Gateway([Upstream("甲", 1, words)], {"a": team(), "b": team()})
    for _ in range(2):
        gateway.ask("a", "問い", 1, 0)
    with pytest.raises(Refused, match="流量"):
        gateway.ask("a", "問い", 1, 0)
    gateway.ask("b", "問い", 1, 0)
    gateway.ask("a", "問い", 1, 1)  # 1秒で1件分が戻る
