# install and package config: see tests/install
