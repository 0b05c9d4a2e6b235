from probant.cli import main

main()
