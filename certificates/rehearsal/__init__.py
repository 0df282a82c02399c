"""One assessment carried over the whole road by the services themselves, on a moved clock.

`cast` puts people and places there, `dates` finds lawful dates, `road` walks the six stages; the command `rehearse`
walks one assessment to its end and cross-checks the papers, the command `demo` leaves one at every stage.
"""
