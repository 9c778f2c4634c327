"""One profile for every property: the same examples on every machine, and no deadline on a busy one."""

from hypothesis import HealthCheck, settings

settings.register_profile(
    "gutbone",
    derandomize=True,
    max_examples=200,
    deadline=None,
    database=None,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("gutbone")
