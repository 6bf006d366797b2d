export { HacpClient, type HacpClientOptions } from './hacp-client.js';
export { type ExchangeTimings, type HacpExchange, type HacpExchangeRequest, type Peer } from './hacp-exchange.js';
export { type ResolvedAddress, type Resolver } from './resolve-name.js';
