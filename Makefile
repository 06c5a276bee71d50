# Short names for what is done often. Nothing needs make: each target is a command that works alone, too.
.DEFAULT_GOAL := help
.PHONY: help run fast test check coverage bench format dist

help: ## show this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-9s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: ## start the service
	dotnet run --project Dispatcher -- run

fast: ## build, and run the tests that need no file, no socket and no process
	dotnet test --filter 'TestCategory!=Integration&TestCategory!=EndToEnd'

test: ## build, and run all tests but the long ones
	dotnet test

check: ## everything that must pass before a change is taken
	.ci/run

coverage: ## run all tests, and print which share of the lines of each room they run
	.ci/coverage

bench: ## measure how fast this machine sends; needs Postfix
	dotnet run -c Release --project Dispatcher -- bench

format: ## put the code into its form
	dotnet tool restore
	dotnet csharpier format .

dist: ## make the archives and packages of a release, in dist/
	deploy/dist
