"""What to visit next on a site that nobody has described: the link that most likely leads to ads.

Each page visited teaches: one that was an ad is worth 1; any other is worth a share of what the
best of its new links promise, so that lists of ads, and ways to such lists, come to be worth
something too. That is the view of Rennie & McCallum, "Using Reinforcement Learning to Spider the
Web Efficiently" (ICML 1999), with the online learner of Chakrabarti et al., "Accelerated Focused
Crawling through Online Relevance Feedback" (WWW 2002): hashed words, logistic regression, one step
of gradient a page.
"""

from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel
from scipy.sparse import csr_array
from sklearn.feature_extraction.text import HashingVectorizer
from sklearn.linear_model import SGDClassifier

from adwatch import yamlfile
from crawlers.focus.links import Link, tokens, words_of

SHARE: Final = 0.8
"""What a page is worth of what its best new links promise."""
BEST: Final = 3
"""So many of its links are asked for that."""
MOST: Final = 20_000
"""Links that are kept in mind; the least promising are dropped."""
_FEATURES: Final = 1 << 14
_PRIOR: Final = Path(__file__).with_name("prior.yml")


Row = tuple[NDArray[np.int32], NDArray[np.float64]]
"""The columns of a link's features, and their weights."""


class Prior(BaseModel):
    """Words that lead to ads, and words that lead astray, separated by blanks."""

    leads: str
    astray: str


class Frontier:
    """The links that were seen and not yet visited, and what has been learned of links."""

    def __init__(self) -> None:
        """Know no link, and the shipped words."""
        self._hashing = HashingVectorizer(
            analyzer=list, n_features=_FEATURES, alternate_sign=False, norm="l2"
        )
        self._model = SGDClassifier(
            loss="log_loss", alpha=1e-6, learning_rate="constant", eta0=1.0, random_state=0
        )
        self._seen: set[str] = set()
        self._ahead: dict[Link, Row] = {}
        self._begin(yamlfile.load(_PRIOR, Prior))

    def __len__(self) -> int:
        """Return how many links are ahead."""
        return len(self._ahead)

    def add(self, found: list[Link], known: list[Link] | None = None) -> float:
        """Take up a page's links; return what the best of them promise on the mean, from 0 to 1.

        Args:
            found: links, of which those are taken up that are new.
            known: links to ads that are known already; they teach, and are not taken up.

        """
        for link in known or ():
            if link.url not in self._seen:
                self._seen.add(link.url)
                self.learn(link, 1.0)
        new = [link for link in found if link.url not in self._seen]
        promises = [1.0] * len(known or ()) + self._take_up(new)
        return float(np.mean(sorted(promises)[-BEST:])) if promises else 0.0

    def take(self) -> Link:
        """Return the most promising link ahead, of equals the one seen first, and forget it."""
        best = max(self._ahead, key=self._promise)
        del self._ahead[best]
        return best

    def learn(self, link: Link, worth: float) -> None:
        """Take one step towards what a link led to, from 0 (nothing) to 1 (an ad)."""
        row = self._rows([tokens(link)] * 2)
        self._model.partial_fit(row, [1, 0], sample_weight=[worth, 1 - worth])

    def _take_up(self, new: list[Link]) -> list[float]:
        if not new:
            return []
        self._seen.update(link.url for link in new)
        rows = self._rows([tokens(link) for link in new])
        self._ahead |= {link: _row(rows, index) for index, link in enumerate(new)}
        if len(self._ahead) > MOST:
            best = sorted(self._ahead, key=self._promise, reverse=True)[: MOST // 2]
            self._ahead = {link: self._ahead[link] for link in best}
        return list(self._model.predict_proba(rows)[:, 1])

    def _begin(self, prior: Prior) -> None:
        signs = [
            ([f"{part}:{word}"], label)
            for text, label in ((prior.leads, 1), (prior.astray, 0))
            for word in words_of(text, most=len(text))
            for part in "ua"
        ]
        rows = self._rows([sign for sign, _ in signs])
        self._model.partial_fit(rows, [label for _, label in signs], classes=[0, 1])

    def _rows(self, tokens_of_links: list[list[str]]) -> csr_array:
        return csr_array(self._hashing.transform(tokens_of_links))

    def _promise(self, link: Link) -> float:
        columns, weights = self._ahead[link]
        return float(self._model.coef_[0][columns] @ weights)


def _row(rows: csr_array, index: int) -> Row:
    place = slice(rows.indptr[index], rows.indptr[index + 1])
    return rows.indices[place], rows.data[place]
