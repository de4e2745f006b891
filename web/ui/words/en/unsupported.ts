/** Words for a browser or an address that cannot carry the product at all. */
export const unsupported = {
  unsupported: {
    title: 'This page cannot run here',
    address:
      'A browser keeps keys only for a secure address. Open this page over https, or on localhost.',
    browser: 'This browser lacks something Moonlet needs to keep its keys. A newer one will do.',
    blocked:
      'This browser is set to store nothing for this page, so Moonlet could keep no keys. Allow cookies and site data for this address, then reload.',
  },
}
