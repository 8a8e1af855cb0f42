import { describe, expect, it } from 'vitest';
import { slotOfKey, tagInSlots } from '../../lib/resp/key-slot.ts';
import {
  createRespReader,
  encodeCommand,
  encodeReply,
  RespError,
  type RespValue,
} from '../../lib/resp/resp-values.ts';

describe('RESP', () => {
  it('writes a command as an array of bulk strings, by bytes', () => {
    expect(encodeCommand(['SET', 'k', 'é'])).toBe('*3\r\n$3\r\nSET\r\n$1\r\nk\r\n$2\r\né\r\n');
  });

  it('reads what it wrote, however it is cut', () => {
    const values: readonly RespValue[] = [
      { kind: 'text', text: 'a\r\nb é' },
      { kind: 'error', text: 'MOVED 3999 10.0.0.1:6379' },
      { kind: 'integer', value: 3 },
      { kind: 'null' },
      { kind: 'list', items: [{ kind: 'text', text: '' }, { kind: 'null' }] },
    ];
    const bytes = Buffer.from(values.map(encodeReply).join(''));
    for (let cut = 0; cut <= bytes.length; cut += 1) {
      const read = createRespReader();
      expect([...read(bytes.subarray(0, cut)), ...read(bytes.subarray(cut))]).toEqual(values);
    }
    expect(createRespReader()(Buffer.from('+OK\r\n'))).toEqual([{ kind: 'text', text: 'OK' }]);
  });

  it('is not read out of anything else', () => {
    for (const text of ['HTTP/1.1 400\r\n', '$many\r\n', ':\r\n'])
      expect(() => createRespReader()(Buffer.from(text))).toThrow(RespError);
  });
});

describe('the slot of a key', () => {
  // The check value of CRC16-XMODEM is that of "123456789": 0x31C3.
  it('is its CRC16, by its hash tag where it has one', () => {
    expect(slotOfKey('123456789')).toBe(0x31c3 % 16_384);
    expect(slotOfKey('a{123456789}b')).toBe(slotOfKey('123456789'));
    expect(slotOfKey('a{}b')).not.toBe(slotOfKey(''));
  });

  it.each(['0-8191', '8192-16383', '16383', '5,100-101'])('can be chosen: %s', (slots) => {
    const slot = slotOfKey(`k:{${tagInSlots(slots) ?? ''}}:1`);
    const isIn = slots.split(',').some((range) => {
      const [first = 0, last = first] = range.split('-').map(Number);
      return slot >= first && slot <= last;
    });
    expect(isIn).toBe(true);
  });
});
