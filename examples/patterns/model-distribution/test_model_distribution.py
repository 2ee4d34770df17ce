import numpy as np
import pytest
from model_distribution import Fleet, Server, train


class Broken:
    """読めるが、推論のたびに失敗するモデル。"""

    n_features_in_ = 64

    def predict(self, rows: np.ndarray) -> np.ndarray:
        raise ValueError("expected 8 x 8")


def fleet() -> Fleet:
    return Fleet([Server("old", train(500)) for _ in range(2)])


def test_requests_are_answered_while_servers_are_replaced() -> None:
    machines = fleet()
    image = np.zeros(64)
    result = machines.roll_out(Server("new", train(900)), "me", lambda: machines.request(image))
    assert result == "2 台を入れ替え"
    assert (machines.answered, machines.refused) == (3, 0)


def test_a_model_that_fails_reaches_no_server_and_no_inventory() -> None:
    machines = fleet()
    result = machines.roll_out(Server("bad", Broken()), "me", lambda: None)
    assert result.startswith("0 台で中止")
    assert {server.version for server in machines.servers} == {"old"}
    assert machines.inventory.execute("SELECT DISTINCT version FROM running").fetchall() == [("old",)]


def test_a_model_that_answers_badly_reaches_no_server() -> None:
    machines = fleet()
    assert machines.roll_out(Server("weak", train(30)), "me", lambda: None).startswith("0 台で中止（見本の正解率")
    assert {server.version for server in machines.servers} == {"old"}


def test_a_distribution_that_was_cut_off_goes_on_with_the_rest() -> None:
    machines, new = fleet(), Server("new", train(900))

    def cut_off() -> None:
        if machines.servers[0] is new:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        machines.roll_out(new, "first", cut_off)
    assert [server.version for server in machines.servers] == ["new", "old"]
    machines.roll_out(new, "second", lambda: None)
    rows = machines.inventory.execute("SELECT version, owner FROM running").fetchall()
    assert rows == [("new", "first"), ("new", "second")]


def test_the_inventory_names_what_runs() -> None:
    machines = fleet()
    machines.roll_out(Server("new", train(900)), "kato", lambda: None)
    rows = machines.inventory.execute("SELECT version, owner FROM running").fetchall()
    assert rows == [("new", "kato")] * 2 == [(server.version, "kato") for server in machines.servers]
