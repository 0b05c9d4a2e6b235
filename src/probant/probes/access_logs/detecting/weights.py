"""What the scores rest on, stated a priori: shares expected among misuse, and published base rates.

A score is a natural log-odds: that an access is misuse rather than work. It starts from how rare
misuse is (PRIOR) and from how rare it is that this account's accesses stay without an explanation;
each thing observed adds ln(share among misuse / share among this hospital's legitimate accesses).
Nothing here is fitted to a hospital; the legitimate shares are measured in each (`rates`).

Sources of USUAL: Boxwala et al. 2011, table 3 (of 10.5 million accesses: colleagues 975, VIP 1,487,
family 9,202, neighbours 58,152). Shares among misuse follow the published cases: most looks are at
somebody whom the person knows (colleagues, relations, neighbours), then at people in the news.
"""

import math

PRIOR = math.log(1 / 4000)  # one account and record in four thousand, before anything is observed
THRESHOLD = 0.0  # an alert is more likely misuse than not, as far as the figures above hold
STEADINESS = 2000  # legitimate accesses that a published rate is worth
ACCOUNT_STEADINESS = 60  # accesses that the hospital's mean is worth against an account's own
LEAST_SHARE = 2e-5  # nothing measured is believed to be rarer among legitimate accesses

# Published or plain shares among legitimate accesses.
USUAL = {
    "colleague": 975 / 10.5e6,
    "kin": 1e-5,
    "household": 2e-5,
    "address": 1e-4,
    "surname": 9202 / 10.5e6,
    "vip": 1487 / 10.5e6,
    "opened": 2e-3,
    "sensitive": 0.03,
    "written": 0.2,
    "copied": 0.01,
    "off_hours": 0.03,
    "accompanied": 0.75,
}

# Expected among misuse.
MISUSE = {
    "colleague": 0.25,
    "kin": 0.20,
    "household": 0.15,
    "address": 0.10,
    "surname": 0.05,
    "vip": 0.15,
    "opened": 0.08,
    "sensitive": 0.25,
    "copied": 0.10,
    "off_hours": 0.25,
    "alone": 0.80,  # nobody else of the unit was on the record that week
    "reading": 0.95,  # nothing was written
    "repeated": 0.20,  # on three days or more of seven, alone
}
ALONE_AND_REPEATED = 0.03  # among legitimate accesses

# How misuse comes out of the explanations: mostly without any; sometimes after a real one ended
# (1), or by the chance of a lenient or learned one (2–8, see `inferred.sql`).
OUTCOMES = {0: 0.74, 1: 0.06, 2: 0.03, 3: 0.01, 4: 0.02, 5: 0.02, 6: 0.04, 7: 0.05, 8: 0.03}

SAME_UNIT = 0.4  # curiosity about one's own unit's colleagues, as log-odds
OFFENCE = 6.0  # the deterministic rules: oneself, a departed account
CROWD = 3.0  # a member of a crowd, besides what is observed of this access
CEILING = 7.0  # no single observation says more
