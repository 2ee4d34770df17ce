"""What a build is beside its pages: its folders, its inputs, what it saves, and warnings that give way to ours."""
