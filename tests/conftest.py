"""Properties are about what is true, not about how fast a busy machine finds it out.

Tests that do not name a claim model use the cues: they start fast, and explain themselves.
"""

import os

from hypothesis import HealthCheck, settings

settings.register_profile("calm", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("calm")

os.environ["VEDETTE_MODEL"] = "cues"
