"""``shohyo live``: a site is served, built again whenever a file of it is saved, and loaded again by the browser.

Three processes share the work.  One serves and watches (``serving``, ``watching``), one has imported what builds import
and forks (``forking``), and one, forked ahead of time, has read the configuration and the environment and waits for the
next save (``reporting``).  What a build leaves in memory ends with its process.
"""
