// Before the SDK is loaded: its notice about Node 20 would stand among the tables.
process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] ??= 'true';
