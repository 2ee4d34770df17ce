import queue
import sqlite3

from prediction_log import HITS, SCHEMA, PredictionLog


def make_log() -> PredictionLog:
    store = sqlite3.connect(":memory:")
    store.executescript(SCHEMA)
    return PredictionLog(store)


def test_what_is_sent_again_counts_once() -> None:
    log = make_log()
    log.write("prediction", "r1", "v1", "u", 3, 0.01)
    log.write("reaction", "r1", 3)
    log.flush(is_acknowledged=False)
    log.flush()
    assert log.duplicates == 2
    assert log.store.execute(HITS).fetchall() == [("v1", 1, 1, 1.0)]


def test_a_reaction_may_come_first_or_never() -> None:
    """反応が先に届いても結べ、届かない推論は分母に入らない。"""
    log = make_log()
    log.write("reaction", "r1", 5)
    for number, result in ((1, 4), (2, 4)):
        log.write("prediction", f"r{number}", "v1", "u", result, 0.01)
    log.flush()
    assert log.store.execute(HITS).fetchall() == [("v1", 2, 1, 0.0)]


def test_a_full_queue_stops_no_prediction() -> None:
    log = make_log()
    log.waiting = queue.Queue(maxsize=2)
    for number in range(5):
        log.write("prediction", f"r{number}", "v1", "u", 0, 0.01)
    assert log.dropped == 3
    log.flush()
    assert log.store.execute("SELECT count(*) FROM prediction").fetchone() == (2,)


def test_sending_again_never_waits_for_a_full_queue() -> None:
    """送り直す間に新しい記録で満杯になっても、書き込む側は止まらず、あふれた分を数える。"""
    log = make_log()
    log.waiting = queue.Queue(maxsize=2)
    for number in range(2):
        log.write("prediction", f"r{number}", "v1", "u", 0, 0.01)
    put = log.write

    def write_between(table: str, *values: object) -> None:
        put("prediction", f"new-{values[0]}", "v1", "u", 0, 0.01)
        put(table, *values)

    log.write = write_between
    log.flush(is_acknowledged=False)
    assert (log.waiting.qsize(), log.dropped) == (2, 2)


def test_users_are_not_kept_in_the_clear() -> None:
    log = make_log()
    assert log.pseudonym("taro") == log.pseudonym("taro") != log.pseudonym("hanako")
    assert "taro" not in log.pseudonym("taro")
    assert PredictionLog(log.store, b"other").pseudonym("taro") != log.pseudonym("taro")
