// main.js - the workloads of `atoll bench` for engines that run JavaScript; ES5, and Node can run it too.
// SPDX-License-Identifier: MIT
//
// The last argument is {workload, count, engine, transport, sources}: sources are the texts of the other files here,
// by name. Each result is one line of JSON.
'use strict';

var threads = require('worker_threads');
var options = JSON.parse(process.argv[process.argv.length - 1]);

function now() {
  return performance.now();
}

function spawn(role) {
  var worker = new threads.Worker(options.sources[role], {
    eval: true, engine: options.engine, transport: options.transport
  });

  worker.on('error', function (error) {
    console.error(role + ': ' + (error.stack || error));
    process.exit(1);
  });
  return worker;
}

// Calls back with the next message.
function next(worker, back) {
  worker.once('message', back);
}

function sorted(times) {
  return Array.prototype.slice.call(times).sort(function (a, b) { return a - b; });
}

function percentile(list, p) {
  return list[Math.min(list.length - 1, Math.floor(list.length * p))];
}

function report(value, unit, n, more) {
  var line = {workload: options.workload, value: value, unit: unit, n: n};
  var key;

  for (key in more) {
    line[key] = more[key];
  }
  console.log(JSON.stringify(line));
}

// Reports times in milliseconds by their median, in units of 1 / scale ms.
function reportTimes(times, unit, scale) {
  var list = sorted(times);

  report(percentile(list, 0.5) * scale, unit, list.length, {
    p50: percentile(list, 0.5) * scale, p99: percentile(list, 0.99) * scale
  });
}

function exit() {
  process.exit(0);
}

// A worker that counts: acknowledges every so many messages, or (0) all of them at the end.
function counter(total, every, back) {
  var worker = spawn('count');

  next(worker, function () { back(worker); });
  worker.postMessage({ctl: 1, total: total, every: every});
}

function postMany(worker, value, n) {
  while (n > 0) {
    worker.postMessage(value);
    n--;
  }
}

// Posts value n times with at most `room` not yet acknowledged.
function pump(n, room, every, value) {
  n -= n % every;
  counter(n, every, function (worker) {
    var sent = 0, acked = 0;
    var started = now();

    function go() {
      var next = Math.min(n, acked + room);

      postMany(worker, value, next - sent);
      sent = next;
    }
    worker.on('message', function (count) {
      acked = count;
      if (acked >= n) {
        report(n / (now() - started) * 1000, 'msg/s', n);
        exit();
      }
      go();
    });
    go();
  });
}

// A nested object of about 1,000 nodes.
function tree() {
  var users = [];
  var i;

  for (i = 0; i < 62; i++) {
    users.push({
      id: i, name: 'user' + i, email: 'user' + i + '@example.test', active: i % 2 === 0, score: i * 1.25,
      tags: ['a' + i, 'b' + i, 'c' + i],
      addr: {city: 'City' + i % 10, zip: 10000 + i, geo: [i * 0.5, i * -0.25]}
    });
  }
  return {kind: 'users', users: users};
}

function bytes(size) {
  var array = new Uint8Array(size);
  var i;

  for (i = 0; i < size; i++) {
    array[i] = 7;
  }
  return array;
}

var workloads = {
  rtt: function (n) {
    var worker = spawn('echo');
    var times = new Float64Array(n);
    var warm = 2000, i = 0;
    var sent;

    worker.on('message', function () {
      var t = now();

      if (warm > 0) {
        warm--;
      } else {
        times[i++] = t - sent;
        if (i === n) {
          reportTimes(times, 'us', 1000);
          exit();
        }
      }
      sent = now();
      worker.postMessage({id: i, op: 'ping', t: sent});
    });
    sent = now();
    worker.postMessage({id: 0, op: 'ping', t: sent});
  },

  flood: function (n) {
    counter(n, 0, function (worker) {
      var started = now();
      var posted, i;

      next(worker, function () {
        report(n / (now() - started) * 1000, 'msg/s', n, {post_ns: (posted - started) / n * 1e6});
        exit();
      });
      for (i = 0; i < n; i++) {
        worker.postMessage({id: i, op: 'add', a: 1.5, b: 2.5, tag: 'worker'});
      }
      posted = now();
    });
  },

  string1k: function (n) {
    var text = new Array(1025).join('x');

    pump(n, 1024, 256, text);
  },

  copy64k: function (n) {
    pump(n, 64, 16, bytes(65536));
  },

  copy1m: function (n) {
    pump(n, 16, 4, bytes(1 << 20));
  },

  transfer16m: function (n) {
    var size = 16 << 20;
    var worker = spawn('echox');
    var buffer = new ArrayBuffer(size);
    var warm = 10, i = 0;
    var started;

    worker.on('message', function (message) {
      if (message.byteLength !== size) {
        throw new Error('not the whole buffer came back');
      }
      if (warm > 0 && --warm === 0) {
        started = now();
      } else if (warm === 0 && ++i === n) {
        report(2 * n / (now() - started) * 1000, 'msg/s', n);
        exit();
      }
      worker.postMessage(message, [message]);
      if (message.byteLength !== 0) {
        throw new Error('copied, not transferred');
      }
    });
    worker.postMessage(buffer, [buffer]);
  },

  clone: function (n) {
    pump(n, 64, 16, tree());
  },

  spawn: function (n) {
    var times = [];
    var warm = 3;

    function one() {
      var started = now();
      var worker = spawn('hello');

      next(worker, function () {
        var t = now() - started;

        if (warm > 0) {
          warm--;
        } else {
          times.push(t);
        }
        worker.terminate().then(function () {
          if (times.length === n) {
            reportTimes(times, 'ms', 1);
            exit();
          }
          one();
        });
      });
    }
    one();
  },

  density: function (n) {
    var first = spawn('hello');

    next(first, function () {
      var rss = process.memoryUsage().rss;
      var started = now();
      var workers = [];
      var answered = 0;
      var i;

      function up() {
        var t = now() - started;

        if (++answered === n) {
          report((process.memoryUsage().rss - rss) / n / 1024, 'KiB', n, {ms: t});
          exit();
        }
      }
      for (i = 0; i < n; i++) {
        workers.push(spawn('hello'));
        next(workers[i], up);
      }
    });
  },

  ring: function (n) {
    var workers = [], channels = [];
    var rounds = 100, wired = 0;
    var i;

    function run(hops, back) {
      next(workers[hops % n], back);
      workers[0].postMessage({hop: 0, stopAt: hops});
    }
    function measure() {
      var started = now();

      run(n * rounds, function () {
        report(n * rounds / (now() - started) * 1000, 'hops/s', n);
        exit();
      });
    }
    for (i = 0; i < n; i++) {
      workers.push(spawn('ring'));
      channels.push(new threads.MessageChannel());
    }
    workers.forEach(function (worker, k) {
      var after = channels[k].port1, before = channels[(k + n - 1) % n].port2;

      next(worker, function () {
        if (++wired === n) {
          run(n * 2, measure);
        }
      });
      worker.postMessage({next: after, prev: before}, [after, before]);
    });
  },

  pool: function (n) {
    var workers = [spawn('sqrt'), spawn('sqrt')];
    var load = [0, 0], waiting = {};
    var at = 0, done = 0, total = 2000, sum = 0, warm = true;
    var started;

    workers.forEach(function (worker, k) {
      worker.on('message', function (message) {
        var resolve = waiting[message.id];

        load[k]--;
        delete waiting[message.id];
        resolve(message.r);
      });
    });
    function call(i) {
      var k = load[0] <= load[1] ? 0 : 1;

      load[k]++;
      return new Promise(function (resolve) {
        waiting[i] = resolve;
        workers[k].postMessage({id: i, n: i});
      });
    }
    function lane() {
      if (at < total) {
        call(at++).then(function (r) {
          sum += r;
          done++;
          if (done === total) {
            finished();
          } else {
            lane();
          }
        });
      }
    }
    function begin() {
      var i;

      at = done = sum = 0;
      started = now();
      for (i = 0; i < 64; i++) {
        lane();
      }
    }
    function finished() {
      if (!warm) {
        report(n / (now() - started) * 1000, 'tasks/s', n, {sum: Math.round(sum)});
        exit();
      }
      warm = false;
      total = n;
      begin();
    }
    begin();
  },

  fib: function (n) {
    var worker = spawn('fib');

    next(worker, function () {
      next(worker, function (message) {
        report(message.ms, 'ms', n, {result: message.r});
        exit();
      });
      worker.postMessage(n);
    });
    worker.postMessage(20);
  },

  terminate: function (n) {
    var times = [];

    function one() {
      var worker = spawn('spin');

      next(worker, function () {
        setTimeout(function () {
          var started = now();

          worker.terminate().then(function () {
            times.push(now() - started);
            if (times.length === n) {
              reportTimes(times, 'ms', 1);
              exit();
            }
            one();
          });
        }, 20);
      });
      worker.postMessage(0);
    }
    one();
  }
};

workloads[options.workload](options.count);
