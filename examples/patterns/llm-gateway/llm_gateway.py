"""LLM ゲートウェイパターンの最小例: 予算、流量、振り替えを、呼び出す側ではなく1か所で扱う。

上流（LLM の API）は、この中の関数で代える。課金は語数、時刻は引数で渡し、外には何もつながない。
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass


class Busy(Exception):
    """上流が今は受け付けない（429 や 503 にあたる）。引数は、次に来てよいまでの秒数（Retry-After）。"""


class Refused(Exception):
    """ゲートウェイが断った。理由は引数にある。"""


@dataclass
class Upstream:
    """上流の1つ。*call* は問いと出力の上限を受け、答えの語を返す。"""

    name: str
    price: int  # 語あたりの費用（百万分の1円）
    call: Callable[[str, int], list[str]]
    closed_until: float = 0


@dataclass
class Team:
    """使う側。流量は *rate* 件／秒で *burst* 件までためられる。"""

    budget: int
    rate: float
    burst: float
    spent: int = 0
    tokens: float = 0
    at: float = float("-inf")  # 初めての要求では、満杯になっている

    def admit(self, now: float) -> None:
        self.tokens = min(self.burst, self.tokens + (now - self.at) * self.rate)
        self.at = now
        if self.tokens < 1:
            raise Refused("流量")
        self.tokens -= 1


@dataclass
class Gateway:
    """上流を上から順に試す。"""

    upstreams: list[Upstream]
    teams: dict[str, Team]

    def ask(self, team: str, prompt: str, limit: int, now: float) -> tuple[str, list[str]]:
        """(答えた上流, 答え)。費用は最大の額で押さえ、後で実際の額に直す。"""
        payer = self.teams[team]
        payer.admit(now)
        reason = "上流"
        for upstream in self.upstreams:
            if now < upstream.closed_until:
                continue  # 断られたばかりの上流には、言われた時刻まで頼まない
            most = (len(prompt.split()) + limit) * upstream.price
            if payer.spent + most > payer.budget:
                reason = "予算"
                continue  # もっと安い上流なら、まだ頼めるかもしれない
            payer.spent += most
            try:
                answer = upstream.call(prompt, limit)
            except Busy as busy:
                payer.spent -= most
                upstream.closed_until = now + busy.args[0]
            else:
                payer.spent -= (limit - len(answer)) * upstream.price
                return upstream.name, answer
        raise Refused(reason)


def stand_in(*, busy_at: range = range(0)) -> Callable[[str, int], list[str]]:
    """上流の代わり。問いを逆から言い、*busy_at* 回目の呼び出しでは 3 秒後に来るように断る。"""
    calls = 0

    def call(prompt: str, limit: int) -> list[str]:
        nonlocal calls
        calls += 1
        if calls in busy_at:
            raise Busy(3.0)
        return prompt.split()[::-1][:limit]

    return call


def main() -> None:
    large = Upstream("大きいモデル", price=90, call=stand_in(busy_at=range(40, 46)))
    small = Upstream("小さいモデル", price=10, call=stand_in())
    teams = {"検索": Team(budget=200_000, rate=1.5, burst=5), "要約": Team(budget=40_000, rate=2, burst=5)}
    gateway = Gateway([large, small], teams)
    counts: Counter[tuple[str, str]] = Counter()
    for number in range(240):  # 60 秒にわたり、毎秒 4 件が2つのチームから交互に来る
        team = ("検索", "要約")[number % 2]
        try:
            served, _ = gateway.ask(team, f"問い {number} を 五 語 で", limit=10, now=number / 4)
        except Refused as error:
            served = f"断る（{error}）"
        counts[team, served] += 1
    for team, payer in teams.items():
        told = "、".join(f"{served} {count}" for (asker, served), count in sorted(counts.items()) if asker == team)
        print(f"{team}：{told}、額 {payer.spent:,} / {payer.budget:,}")


if __name__ == "__main__":
    main()
