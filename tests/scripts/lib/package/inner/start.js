module.exports = 'package main';
