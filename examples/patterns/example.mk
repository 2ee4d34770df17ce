# Every example's Makefile is this one: `make run` prints what its page quotes, `make test` tests it.

TOP     := $(abspath $(dir $(lastword $(MAKEFILE_LIST)))/../..)
PYTHON3 := $(TOP)/.venv/examples/bin/python
EXAMPLE := $(notdir $(CURDIR))

# the order of sums, and so the last digits, would depend on how many there are
export OMP_NUM_THREADS := 1
export OPENBLAS_NUM_THREADS := 1

.PHONY: run test
run: $(PYTHON3)
	@$(PYTHON3) $(subst -,_,$(EXAMPLE)).py

test: $(PYTHON3)
	$(PYTHON3) -m pytest -q $(CURDIR) $(dir $(CURDIR))test_examples.py -k '$(EXAMPLE) or $(subst -,_,$(EXAMPLE))'

$(PYTHON3):
	@$(MAKE) --no-print-directory -C $(TOP) .venv/examples/.requirements
