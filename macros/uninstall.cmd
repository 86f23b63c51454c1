@echo off
"%~dp0install.cmd" --remove
