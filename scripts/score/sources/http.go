package main

import (
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
)

func main() {
	journal, err := os.OpenFile("access.log", os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o644)
	check(err)
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	check(err)
	go http.Serve(listener, handler(journal))
	for i := 0; i < 10; i++ {
		answer, err := http.Get(fmt.Sprintf("http://%s/f0%d", listener.Addr(), i%5))
		check(err)
		_, err = io.Copy(io.Discard, answer.Body)
		check(err)
		answer.Body.Close()
	}
	listener.Close()
}

func handler(journal *os.File) http.HandlerFunc {
	return func(answer http.ResponseWriter, request *http.Request) {
		file, err := os.Open("data" + request.URL.Path)
		check(err)
		defer file.Close()
		text, err := io.ReadAll(file)
		check(err)
		fmt.Fprintf(journal, "%s %d\n", request.URL.Path, len(text))
		journal.Sync()
		answer.Write(text)
		// changed here
	}
}

func check(err error) {
	if err != nil {
		panic(err)
	}
}
