"""The pages of controls: they translate, and decide nothing."""
