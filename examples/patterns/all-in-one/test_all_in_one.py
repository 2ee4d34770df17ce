import pytest
from all_in_one import DATA, Server, apart, slow, together, trained, update

NAMES = list(DATA)


@pytest.mark.parametrize("name", NAMES)
def test_a_broken_update_takes_all_models_along_only_where_they_live_together(name: str) -> None:
    assert update(together(NAMES), name) == (3, 0)
    assert update(apart(NAMES), name) == (1, 2)


def test_a_slow_model_keeps_only_its_own_clients_waiting() -> None:
    assert slow(together(NAMES), "花", patience=0.1) == 0
    assert slow(apart(NAMES), "花", patience=30) == 2


def test_each_model_answers_as_it_should() -> None:
    for name, server in apart(NAMES).items():
        data = DATA[name]()
        answer = server.client.post(f"/{name}", json=data.data[60].tolist())
        assert answer.json() == int(data.target[60])


def test_a_server_that_failed_comes_back_with_a_good_model() -> None:
    server = Server({"花": trained("花")})
    update({"花": server}, "花")
    assert server.ask("花").result() == 503
    server.restart({"花": trained("花")})
    assert server.ask("花").result() == 200
