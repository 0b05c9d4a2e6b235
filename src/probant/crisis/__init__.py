"""The crisis: a plan prepared before, one room during, exercises to stay ready."""
