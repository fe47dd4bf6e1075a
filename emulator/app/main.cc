// The resumulator program: hands the command line to the app, and turns what it says into an exit
// code.
#include "app/app.h"

int main(int argc, char** argv) { return resumulator::app::run(argc, argv); }
