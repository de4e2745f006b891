/** Whole seconds; a build with a larger number is newer. From the commit's date, so builds are reproducible. */
declare const __BUILD_ORDER__: number
/** The version of package.json. */
declare const __APP_VERSION__: string
