from hypothesis import settings

# The machine is shared: a slow example is no fault of the code.
settings.register_profile("without_deadline", deadline=None)
settings.load_profile("without_deadline")
