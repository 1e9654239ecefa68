"""Times pages of a running server with a small and a large archive; prints the ratio of the medians."""

import statistics
import sys
import time

from harness import PASSWORD, Server, Visitor

SMALL, LARGE = (1_000, 5_000) if "--quick" in sys.argv else (1_000, 100_000)
ROUNDS = 60


def median_milliseconds(cases, paths):
    server = Server(demo=False)
    try:
        server.run("bench", "fill", "--cases", str(cases))
        server.start()
        visitor = Visitor(server.url)
        visitor.post("/sign-in", {"login": "qiantai", "password": PASSWORD, **visitor.hidden(visitor.get("/sign-in"))})
        figures = {}
        for path in paths:
            times = []
            for _ in range(ROUNDS):
                begun = time.perf_counter()
                page = visitor.get(path)
                times.append((time.perf_counter() - begun) * 1000)
            assert "C-20" in page, f"{path} shows no case"
            figures[path] = statistics.median(times)
        return figures
    finally:
        server.stop()


if __name__ == "__main__":
    pages = {"/desk": "my desk"}
    small, large = median_milliseconds(SMALL, pages), median_milliseconds(LARGE, pages)
    for path, name in pages.items():
        print(f"{name} with {LARGE} cases, against {SMALL} | {large[path]:.1f} ms, {small[path]:.1f} ms | "
              f"{large[path] / small[path]:.2f} times as long; flat is 1")
