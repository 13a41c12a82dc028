//go:build linux

package main

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
)

// connections are the open connections to one server.
type connections []net.Conn

// dialAll opens n connections to the server at url one after the other and calls use
// with each.
func dialAll(url string, n int, use func(net.Conn) error) (all connections, err error) {
	for range n {
		conn, err := net.Dial("tcp", strings.TrimPrefix(url, "http://"))
		if err != nil {
			all.close()
			return nil, err
		}
		all = append(all, conn)
		if err := use(conn); err != nil {
			all.close()
			return nil, err
		}
	}
	return all, nil
}

func (all connections) close() {
	for _, conn := range all {
		conn.Close()
	}
}

// chatRequest returns a chat request with that body.
func chatRequest(body string) []byte { return postRequest(chat, body) }

func postRequest(path, body string) []byte {
	return fmt.Appendf(nil, "POST %s HTTP/1.1\r\nHost: mock\r\nContent-Length: %d\r\n\r\n%s", path, len(body), body)
}

// ask sends a chat request and reads the answer from reader.
func ask(conn net.Conn, reader *bufio.Reader) error {
	if _, err := conn.Write(chatRequest(chatStart + "}")); err != nil {
		return err
	}
	answer, err := http.ReadResponse(reader, nil)
	if err != nil {
		return err
	}
	defer answer.Body.Close()
	if answer.StatusCode != http.StatusOK {
		return fmt.Errorf("status %d", answer.StatusCode)
	}
	_, err = io.Copy(io.Discard, answer.Body)
	return err
}
