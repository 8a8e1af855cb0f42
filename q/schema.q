/ schema.q: the tables of the day, an example. `time` and `sym` come first, as kdb+tick wants them: https://code.kx.com/q/architecture/tickq/
/ It has run on no licensed kdb+ in our tests; every line was read against https://code.kx.com/q/ref/. Prove it on yours: q selftest.q
trade:([]time:`timestamp$();sym:`symbol$();price:`float$();size:`long$())
quote:([]time:`timestamp$();sym:`symbol$();bid:`float$();ask:`float$();bsize:`long$();asize:`long$())
