// hooks.js - what the engine calls, by name. SPDX-License-Identifier: MIT

var core = require('core');

// The module of each hook that is not here.
core.lazy(exports, ['main'], function () { return require('loader').main; });
core.lazy(exports, ['timer'], function () { return require('timers').fire; });
core.lazy(exports, ['jobs'], function () { return require('jobs').run; });
core.lazy(exports, ['closed', 'control', 'messageError', 'drain'], function (name) {
	return require('ports').hooks[name];
});
core.lazy(exports, ['uncaught'], function () { return require('uncaught'); });
core.lazy(exports, ['cloneError'], function () { return require('errors').cloneError; });
core.lazy(exports, ['badTransfer'], function () { return require('clone').badTransfer; });
core.lazy(exports, ['collections'], function () { return require('collections').codec; });
