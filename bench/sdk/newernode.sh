# To be sourced: newer_node has the latest clients run on a Node that they accept, where the
# one that is installed is too old. It is kept in build/.
newer_node() {
	local kept
	kept=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)/build/nodejs
	local package=node-$(node -p 'process.platform + "-" + process.arch') version=26.10.0
	(($(node -p 'process.versions.node.split(".")[0]') < 24)) || return 0
	[[ -x $kept/$version/node_modules/$package/bin/node ]] ||
		npm install --prefix "$kept/$version" --loglevel=error --no-audit --no-fund --no-save "$package@$version" || return
	PATH=$kept/$version/node_modules/$package/bin:$PATH
}
